/** The page of the shift: two views and the anchors in the plane, and the angles between them. */
import { okabeIto } from 'borad/display';
import { element, made } from '../shared/element';
import { showFacts } from '../shared/facts';
import { createPlane, type Handle } from '../shared/plane';
import type { Point } from '../shared/point';
import { svg } from '../shared/svg';
import { table } from '../shared/table';
import { type Geometry, geometryOf } from './geometry';

const slider = element('count', HTMLInputElement);
const views: Point[] = [
  [1.2, 0.9],
  [1.5, 0.5],
];
/** Angles of the anchors on the circle, radians; those at the end are not shown while there are fewer. */
const angles = Array.from({ length: 7 }, (_, k) => 0.5 + k * 2.4);

const anchorAt = (angle: number): Point => [Math.cos(angle), Math.sin(angle)];
const anchors = () => angles.slice(0, Number(slider.value)).map(anchorAt);
const plane = createPlane(
  element('plane', HTMLElement),
  2,
  'Two views g and g′ and the anchors on the unit circle',
  draw,
);

function line(from: Point, to: Point, attributes: Record<string, string>): SVGElement {
  const [[x1, y1], [x2, y2]] = [plane.at(from), plane.at(to)];
  return svg('line', { x1, y1, x2, y2, 'stroke-width': 2, ...attributes });
}

/** Both views as seen from the origin and, dashed, from each anchor. */
function sight(): SVGElement[] {
  const [x, y] = plane.at([0, 0]);
  const circle = svg('circle', { cx: x, cy: y, r: plane.at([1, 0])[0] - x, class: 'outline' });
  const from = (point: Point, attributes: Record<string, string>) => views.map((view) => line(point, view, attributes));
  return [
    circle,
    ...anchors().flatMap((anchor) => from(anchor, { stroke: okabeIto.vermilion, 'stroke-dasharray': '6 4' })),
    ...from([0, 0], { stroke: okabeIto.blue }),
  ];
}

const angleText = (degrees: number) => `${degrees.toFixed(1)}°`;

function showNumbers({ length, angle, difference, changed, largestTurn, anchors: rows }: Geometry): void {
  const figures = {
    '|g|': length.toFixed(2),
    'angle of the views': angleText(angle),
    'their difference': `${difference.toFixed(2)}, by the shift changed by ${changed.toExponential(0)}`,
    'largest turn': angleText(largestTurn),
  };
  showFacts('figures', figures);
  const cells = rows.map(({ residualLength, turn, shifted, gain, toLimit }, k) => [
    `p${k + 1}`,
    residualLength.toFixed(2),
    angleText(turn),
    angleText(shifted),
    gain.toFixed(2),
    toLimit.toFixed(2),
  ]);
  const heads = ['anchor', '|r|', 'turn', 'angle', 'gain', 'to the limit'];
  element('table', HTMLElement).replaceChildren(table('Angle of the views seen from each anchor', heads, cells));
}

function draw(): void {
  element('count-text', HTMLOutputElement).value = slider.value;
  plane.marks.replaceChildren(...sight());
  try {
    showNumbers(geometryOf(views[0] as Point, views[1] as Point, anchors()));
  } catch (error) {
    element('figures', HTMLElement).replaceChildren();
    element('table', HTMLElement).replaceChildren(made('p', error instanceof Error ? error.message : `${error}`));
  }
}

const viewHandle = (name: string, i: number): Handle => ({
  name,
  colour: okabeIto.blue,
  get: () => views[i] as Point,
  set: (point) => {
    views[i] = point;
  },
});

/** An anchor stays on the circle. */
const anchorHandle = (k: number): Handle => ({
  name: `p${k + 1}`,
  colour: okabeIto.vermilion,
  get: () => anchorAt(angles[k] as number),
  set: ([x, y]) => {
    if (x !== 0 || y !== 0) angles[k] = Math.atan2(y, x);
  },
});

function setPoints(): void {
  plane.setHandles([...anchors().map((_, k) => anchorHandle(k)), viewHandle('g', 0), viewHandle('g′', 1)]);
  draw();
}

slider.addEventListener('input', setPoints);
setPoints();
document.documentElement.dataset.ready = 'true';
