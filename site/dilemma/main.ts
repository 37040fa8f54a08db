/** The page of the dilemma: maps of twelve images by reconstructors of every capacity, recorded beforehand. */
import { heatmapPixels, okabeIto, stretchedMap } from 'borad/display';
import { type Chart, drawChart, whenResized } from '../shared/chart';
import { element, made } from '../shared/element';
import { bytesOf, pageData } from '../shared/pageData';
import { paint, peakText } from '../shared/paint';
import { svg } from '../shared/svg';
import { table } from '../shared/table';

interface Level {
  capacity: number;
  measures: Record<(typeof CURVES)[number]['key'], number>;
  /** [images, side, side] in base64, 255 for 2. */
  maps: string;
}
interface PageData {
  side: number;
  families: { name: string; axis: string; levels: Level[] }[];
  pictures: { title: string; jpeg: string }[];
}

const SIZE = 128;
const CURVES = [
  { key: 'copiedShare', name: 'copied share', colour: okabeIto.vermilion, dash: '' },
  { key: 'confusion', name: 'confused', colour: okabeIto.purple, dash: '6 4' },
  { key: 'imageAuroc', name: 'image AUROC', colour: okabeIto.blue, dash: '2 3' },
] as const;

const { side, families, pictures } = pageData<PageData>();
const family = element('family', HTMLSelectElement);
const slider = element('capacity', HTMLInputElement);
const box = element('chart', HTMLElement);
const canvases = pictures.map(() => made('canvas', '', { role: 'img' }));

const chosen = () => families[family.selectedIndex] as PageData['families'][number];
const level = () => chosen().levels[Number(slider.value)] as Level;
const capacityText = ({ capacity }: Level) => `${chosen().axis} ${capacity.toLocaleString('en')}`;

function showMaps(): void {
  const { maps } = level();
  const values = Float32Array.from(bytesOf(maps), (byte) => byte / 127.5);
  for (const [i, canvas] of canvases.entries()) {
    const map = values.slice(i * side * side, (i + 1) * side * side);
    const large = stretchedMap({ width: side, height: side, values: map }, SIZE, SIZE);
    paint(canvas, heatmapPixels(large, { min: 0, max: 1 }), SIZE, SIZE);
    canvas.setAttribute('aria-label', `Map of ${pictures[i]?.title}: ${peakText(map, side, side)}`);
  }
}

/** The three curves over the levels, and where the slider stands. */
function marks({ x, y, field }: Chart): SVGElement[] {
  const curves = CURVES.flatMap(({ key, name, colour, dash }, k) => {
    const points = chosen().levels.map(({ measures }, i) => `${x(i)},${y(measures[key])}`);
    const line = { stroke: colour, 'stroke-width': 2.5, 'stroke-dasharray': dash, fill: 'none' };
    const [left, top] = [field.left + (k * Math.min(400, field.right - field.left)) / CURVES.length, field.top - 10];
    return [
      svg('polyline', { points: points.join(' '), ...line }),
      svg('line', { x1: left, x2: left + 18, y1: top, y2: top, ...line }),
      svg('text', { x: left + 22, y: top + 4 }, name),
    ];
  });
  const at = x(Number(slider.value));
  return [...curves, svg('line', { x1: at, x2: at, y1: field.top, y2: field.bottom, class: 'cursor' })];
}

function showCurves(): void {
  const { axis, levels } = chosen();
  const { measures } = level();
  const said = CURVES.map(({ key, name }) => `${name} ${measures[key].toFixed(2)}`).join(', ');
  drawChart(
    box,
    {
      x: {
        min: 0,
        max: levels.length - 1,
        title: axis,
        ticks: levels.map(({ capacity }, at) => ({ at, text: `${capacity}` })),
      },
      y: { min: 0, max: 1, title: 'share or AUROC' },
      alt: `Three curves over the capacity; at ${capacityText(level())}: ${said}.`,
      top: 30,
    },
    marks,
  );
}

function showTable(): void {
  const { axis, name, levels } = chosen();
  const rows = levels.map(({ capacity, measures }) => [
    `${capacity}`,
    ...CURVES.map(({ key }) => measures[key].toFixed(3)),
  ]);
  const shown = table(name, [axis, ...CURVES.map((curve) => curve.name)], rows);
  shown.querySelectorAll('tbody tr')[Number(slider.value)]?.setAttribute('aria-current', 'true');
  element('table', HTMLElement).replaceChildren(shown);
}

function draw(): void {
  const text = capacityText(level());
  element('capacity-text', HTMLOutputElement).value = text;
  slider.setAttribute('aria-valuetext', text);
  showMaps();
  showCurves();
  showTable();
}

/** Another reconstructor begins with its tightest capacity. */
function startAgain(): void {
  slider.max = `${chosen().levels.length - 1}`;
  slider.value = '0';
  draw();
}

family.append(...families.map(({ name }) => made('option', name)));
element('maps', HTMLElement).append(
  ...pictures.map(({ title, jpeg }, i) => {
    const photo = made('img', '', { src: `data:image/jpeg;base64,${jpeg}`, alt: title, width: SIZE, height: SIZE });
    return made('div', [photo, canvases[i] as HTMLCanvasElement, made('p', title)]);
  }),
);
slider.addEventListener('input', draw);
family.addEventListener('change', startAgain);
startAgain();
whenResized(box, showCurves);
document.documentElement.dataset.ready = 'true';
