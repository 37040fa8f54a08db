/** The evidence for drift after each photo, as a picture (SVG). */
import { DRIFT_CHANNELS, type Drift } from '../../verdicts';

const [WIDTH, HEIGHT, LEFT, TOP, BOTTOM, RIGHT] = [720, 320, 60, 20, 40, 190];
/** Colours that differ for all kinds of sight (Okabe, Ito), then black for all together. */
const COLOURS = ['#0072b2', '#d55e00', '#cc79a7', '#009e73'];
/** Points of a line at most. */
const POINTS = 1000;

interface Line {
  title: string;
  colour: string;
  width: number;
  values: readonly number[];
}

const log = (value: number): number => Math.log10(Math.max(1e-3, value));

/** Places on the picture of photos and of powers of ten. */
function axes(lines: readonly Line[], threshold: number) {
  const all = lines.flatMap(({ values }) => values.map(log));
  const [low, high] = [Math.floor(Math.min(0, ...all)), Math.ceil(Math.max(log(threshold) + 0.5, ...all))];
  const count = Math.max(2, lines[0]?.values.length ?? 0);
  const x = (i: number) => LEFT + (i / (count - 1)) * (WIDTH - LEFT - RIGHT);
  const y = (power: number) => TOP + ((high - power) / (high - low)) * (HEIGHT - TOP - BOTTOM);
  return { low, high, count, x, y };
}
type Axes = ReturnType<typeof axes>;

function polyline({ colour, width, values }: Line, { x, y }: Axes): string {
  const every = Math.max(1, Math.ceil(values.length / POINTS));
  const points = values.flatMap((value, i) =>
    i % every === 0 || i === values.length - 1 ? `${x(i).toFixed(1)},${y(log(value)).toFixed(1)}` : [],
  );
  return `<polyline fill="none" stroke="${colour}" stroke-width="${width}" points="${points.join(' ')}"/>`;
}

const text = (x: number, y: number, words: string, anchor = 'start', colour = '#1b1f24'): string =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}" fill="${colour}">${words}</text>`;

function ticks({ low, high, count, x, y }: Axes): string {
  const step = Math.max(1, Math.ceil((high - low) / 8));
  const powers = Array.from({ length: Math.floor((high - low) / step) + 1 }, (_, i) => low + i * step);
  const rows = powers.map(
    (power) =>
      `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(power)}" y2="${y(power)}" stroke="#d5d9dd"/>${text(LEFT - 6, y(power) + 4, power === 0 ? '1' : `1e${power}`, 'end')}`,
  );
  const ends = text(x(0), HEIGHT - 22, '1', 'middle') + text(x(count - 1), HEIGHT - 22, `${count}`, 'middle');
  return rows.join('') + ends + text((x(0) + x(count - 1)) / 2, HEIGHT - 6, 'photos of the log', 'middle');
}

/** Lines of evidence over the photos, one per channel and one of all together, and the level from which on there is drift. */
export function driftFigure({ channels, evidence, threshold, since }: Drift): string {
  const lines: Line[] = [
    ...channels.map(({ channel, evidence: values }, i) => ({
      ...{ title: DRIFT_CHANNELS[channel], colour: COLOURS[i % COLOURS.length] ?? '#000', width: 1.5, values },
    })),
    { title: 'all together', colour: '#000', width: 2.5, values: evidence },
  ];
  const scale = axes(lines, threshold);
  const level = scale.y(log(threshold));
  const legend = lines.map(({ title, colour, width }, i) => {
    const y = TOP + 10 + 18 * i;
    return `<line x1="${WIDTH - RIGHT + 12}" x2="${WIDTH - RIGHT + 32}" y1="${y}" y2="${y}" stroke="${colour}" stroke-width="${width}"/>${text(WIDTH - RIGHT + 38, y + 4, title)}`;
  });
  const said = since === undefined ? 'no drift' : `drift at photo ${since + 1}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="Evidence for drift after each of ${evidence.length} photos: ${said}" font-family="sans-serif" font-size="12"><rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>${ticks(scale)}<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${level}" y2="${level}" stroke="#a32014" stroke-width="1.5" stroke-dasharray="6 4"/>${text(LEFT + 4, level - 5, `drift from ${threshold} on`, 'start', '#a32014')}${lines.map((line) => polyline(line, scale)).join('')}${legend.join('')}</svg>\n`;
}
