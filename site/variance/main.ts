/** The page of the variance: prototypes among points, and the two parts into which they split their variance. */
import { createRng } from 'borad/base';
import { okabeIto, seriesColours } from 'borad/display';
import { softAssignment } from 'borad/theory';
import { type Chart, drawChart, whenResized } from '../shared/chart';
import { element } from '../shared/element';
import { showFacts } from '../shared/facts';
import { createPlane } from '../shared/plane';
import type { Point } from '../shared/point';
import { svg } from '../shared/svg';
import { drawPoints, drawPrototypes, movedToMeans, sharesByCount, splitBy } from './split';

const MOST = 10;
const rng = createRng(1);
const points = drawPoints(rng.split('points'));
const start = drawPrototypes(rng.split('prototypes'), MOST);
const shares = sharesByCount(points, start);

const slider = element('count', HTMLInputElement);
const temperature = element('temperature', HTMLSelectElement);
const [bar, chart] = [element('bar', HTMLElement), element('chart', HTMLElement)];
const label = 'Points of three products and the prototypes among them';
const plane = createPlane(element('plane', HTMLElement), 2, label, draw);
let prototypes = [...start];
let drawn = 0;

const shown = () => prototypes.slice(0, Number(slider.value));
const split = () => splitBy(points, shown(), Number(temperature.value));
/** Black, the last, would not be seen in the dark. */
const COLOURS = seriesColours.slice(0, -1);
const colourOf = (k: number) => COLOURS[k % COLOURS.length] as string;
const percent = (share: number) => `${(100 * share).toFixed(1)}%`;

/** Each point in the colour of the prototype that has most of it. */
function dots(): SVGElement[] {
  const weights = softAssignment(points, shown(), Number(temperature.value));
  return points.map((point, i) => {
    const row = weights[i] as number[];
    const [cx, cy] = plane.at(point);
    return svg('circle', { cx, cy, r: 3.5, class: 'dot', fill: colourOf(row.indexOf(Math.max(...row))) });
  });
}

/** Both parts one after the other, as long as the whole. */
function drawBar(): void {
  const { within, between, total } = split();
  const parts = ({ x, field }: Chart) => {
    const [height, middle] = [field.bottom - field.top, x(within)];
    return [
      svg('rect', { x: x(0), y: field.top, width: middle - x(0), height, fill: okabeIto.orange }),
      svg('rect', { x: middle, y: field.top, width: x(within + between) - middle, height, fill: okabeIto.blue }),
    ];
  };
  const alt = `Bar of the variance: ${percent(within / total)} within prototypes, ${percent(between / total)} between them.`;
  const axes = {
    x: { min: 0, max: total, title: 'variance: within (orange), then between (blue)' },
    y: { min: 0, max: 1, title: '', ticks: [] },
  };
  drawChart(bar, { ...axes, alt, height: 90 }, parts);
}

function drawShares(): void {
  const now = split();
  const curve = ({ x, y }: Chart) => [
    svg('polyline', {
      points: shares.map((share, i) => `${x(i + 1)},${y(share)}`).join(' '),
      fill: 'none',
      stroke: okabeIto.blue,
      'stroke-width': 2.5,
    }),
    svg('circle', { cx: x(Number(slider.value)), cy: y(now.between / now.total), r: 6, class: 'now' }),
  ];
  const alt = `Share of the variance between prototypes after k-means, by their number: ${shares.map(percent).join(', ')}. Now ${percent(now.between / now.total)}.`;
  drawChart(
    chart,
    { x: { min: 1, max: MOST, title: 'prototypes' }, y: { min: 0, max: 1, title: 'share between' }, alt, height: 200 },
    curve,
  );
}

function draw(): void {
  const { within, between, total, residual } = split();
  element('count-text', HTMLOutputElement).value = slider.value;
  plane.marks.replaceChildren(...dots());
  showFacts('figures', {
    within: `${within.toFixed(3)} (${percent(within / total)})`,
    between: `${between.toFixed(3)} (${percent(between / total)})`,
    total: `${total.toFixed(3)}; the law holds to ${residual.toExponential(0)}`,
    'after k-means': `${percent(shares[Number(slider.value) - 1] as number)} between`,
  });
  drawBar();
  drawShares();
}

function setPoints(): void {
  plane.setHandles(
    shown().map((_, k) => ({
      name: `p${k + 1}`,
      colour: colourOf(k),
      get: () => prototypes[k] as Point,
      set: (point) => {
        prototypes[k] = point;
      },
    })),
  );
  draw();
}

element('step', HTMLElement).addEventListener('click', () => {
  const moved = movedToMeans(points, shown(), Number(temperature.value));
  prototypes = [...moved, ...prototypes.slice(moved.length)];
  setPoints();
});
element('random', HTMLElement).addEventListener('click', () => {
  drawn++;
  prototypes = drawPrototypes(rng.split(`random ${drawn}`), MOST);
  setPoints();
});
slider.addEventListener('input', setPoints);
temperature.addEventListener('change', draw);
setPoints();
whenResized(chart, () => {
  drawBar();
  drawShares();
});
document.documentElement.dataset.ready = 'true';
