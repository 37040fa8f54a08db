/** The page of the threshold: histograms of image scores, and what a threshold makes of them. */
import { okabeIto } from 'borad/display';
import { f1Max } from 'borad/metrics';
import { conformalLimit, type Proportion } from 'borad/statistics';
import { countBins } from 'borad-notebooks/report';
import { type Chart, drawChart, whenResized } from '../shared/chart';
import { element, made } from '../shared/element';
import { showFacts } from '../shared/facts';
import { pageData } from '../shared/pageData';
import { svg } from '../shared/svg';
import { type Counts, countsAt, type Scored } from './counts';

interface PageData {
  /** Of each test image. */
  categories: string[];
  defective: boolean[];
  /** Scores of the images, by detector. */
  detectors: { name: string; scores: number[] }[];
}

const ALL = 'all products';
/** Bins on a wide page; a narrow one has half of them. */
const BINS = 40;
const NARROW = 500;
const STEPS = 500;
/** What a normal and a defective image are drawn with: colour, and hatching for who sees no colour. */
const KINDS = [
  { name: 'normal', isDefective: false, fill: okabeIto.blue },
  { name: 'defective', isDefective: true, fill: okabeIto.vermilion },
];

const data = pageData<PageData>();
const slider = element('threshold', HTMLInputElement);
const detector = element('detector', HTMLSelectElement);
const category = element('category', HTMLSelectElement);
const box = element('chart', HTMLElement);
let chart: Chart;

/** The images of the chosen product, scored by the chosen detector. */
function chosen(): Scored {
  const scores = data.detectors[detector.selectedIndex]?.scores ?? [];
  const at = scores.map((_, i) => i).filter((i) => category.value === ALL || data.categories[i] === category.value);
  return { scores: at.map((i) => scores[i] as number), defective: at.map((i) => data.defective[i] as boolean) };
}

/** Scores from the least to the greatest, with a little room, so that all or none can be above. */
function range({ scores }: Scored): [number, number] {
  const [least, greatest] = [Math.min(...scores), Math.max(...scores)];
  const room = 0.02 * (greatest - least);
  return [least - room, greatest + room];
}

const percent = (share: number) => `${(100 * share).toFixed(1)}%`;
const withInterval = ({ share, low, high, count, of }: Proportion) =>
  `${percent(share)} [${percent(low)}, ${percent(high)}], ${count} of ${of}`;

function showCounts(counts: Counts): void {
  const cells = {
    'true-positives': counts.truePositives,
    'false-negatives': counts.falseNegatives,
    'false-positives': counts.falsePositives,
    'true-negatives': counts.trueNegatives,
  };
  for (const [id, value] of Object.entries(cells)) element(id, HTMLElement).textContent = `${value}`;
  const figures = {
    'false alarms': withInterval(counts.falseAlarms),
    misses: withInterval(counts.misses),
    precision: Number.isNaN(counts.precision) ? 'no alarm' : percent(counts.precision),
    F1: percent(counts.f1),
    'image AUROC': percent(counts.auroc),
  };
  showFacts('figures', figures);
}

/** Bars of both kinds side by side in each bin, and the threshold. */
function marks({ x, y, field }: Chart, counted: number[][], [low, high]: [number, number]): SVGElement[] {
  const wide = (x(high) - x(low)) / (counted[0]?.length ?? BINS);
  const bars = KINDS.flatMap(({ fill }, k) =>
    (counted[k] ?? []).map((count, bin) =>
      svg('rect', {
        x: x(low) + wide * (bin + k / 2),
        y: y(count),
        width: Math.max(1, wide / 2 - 0.5),
        height: field.bottom - y(count),
        fill,
      }),
    ),
  );
  const at = x(Number(slider.value));
  const keys = KINDS.flatMap(({ name, fill }, k) => [
    svg('rect', { x: field.right - 96, y: field.top + 18 * k, width: 12, height: 12, fill }),
    svg('text', { x: field.right - 78, y: field.top + 18 * k + 10 }, name),
  ]);
  return [...bars, ...keys, svg('line', { x1: at, x2: at, y1: field.top, y2: field.bottom, class: 'cursor' })];
}

function draw(): void {
  const images = chosen();
  const threshold = Number(slider.value);
  const counts = countsAt(images, threshold);
  const ends = range(images);
  const counted = KINDS.map(({ isDefective }) =>
    countBins(
      images.scores.filter((_, i) => images.defective[i] === isDefective),
      box.clientWidth < NARROW ? BINS / 2 : BINS,
      ends,
    ),
  );
  const highest = Math.max(...counted.flat());
  const alt = `Histograms of the image scores. At ${threshold.toFixed(3)} there are ${counts.falsePositives} false alarms and ${counts.falseNegatives} misses.`;
  chart = drawChart(
    box,
    { x: { min: ends[0], max: ends[1], title: 'image score' }, y: { min: 0, max: highest, title: 'images' }, alt },
    (axes) => marks(axes, counted, ends),
  );
  element('threshold-text', HTMLOutputElement).value = threshold.toFixed(3);
  showCounts(counts);
}

/** The slider as wide as the scores are; the threshold goes to the largest F1. */
function startAgain(): void {
  const images = chosen();
  const [low, high] = range(images);
  Object.assign(slider, { min: `${low}`, max: `${high}`, step: `${(high - low) / STEPS}` });
  toLargestF1();
}

/** A threshold that the slider's steps would move is set just below, so that the image that decides stays above. */
function set(threshold: number): void {
  const [low, step] = [Number(slider.min), Number(slider.step)];
  slider.value = `${low + step * Math.floor((threshold - low) / step)}`;
  draw();
}

const toLargestF1 = () => {
  const { defective, scores } = chosen();
  set(f1Max(defective, scores).threshold);
};

/** Scores above the conformal limit are alarms: the threshold stands one step above it. */
const toConformal = () => {
  const { defective, scores } = chosen();
  const normal = scores.filter((_, i) => !defective[i]);
  set(conformalLimit(normal, 0.05).limit + Number(slider.step));
};

/** The threshold follows a pointer that is held down on the chart. */
function followPointer(event: PointerEvent): void {
  if (event.buttons === 0) return;
  set(chart.valueAt(event.clientX - box.getBoundingClientRect().left));
}

detector.append(...data.detectors.map(({ name }) => made('option', name)));
category.append(made('option', ALL), ...[...new Set(data.categories)].map((name) => made('option', name)));
detector.value = 'BoRAD';
slider.addEventListener('input', draw);
for (const select of [detector, category]) select.addEventListener('change', startAgain);
element('best', HTMLElement).addEventListener('click', toLargestF1);
element('conformal', HTMLElement).addEventListener('click', toConformal);
for (const name of ['pointerdown', 'pointermove'] as const) box.addEventListener(name, followPointer);
startAgain();
whenResized(box, draw);
document.documentElement.dataset.ready = 'true';
