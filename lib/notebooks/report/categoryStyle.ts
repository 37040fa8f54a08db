import { okabeIto } from 'borad/display';

/** How a category is drawn. The pair of colour and symbol is what tells categories apart: no palette has 14 safe colours. */
export interface CategoryStyle {
  /** The name as figures print it: `metal nut`. */
  label: string;
  color: string;
  /** plotly's `marker.symbol`. */
  symbol: string;
}

const COLOURS = [
  okabeIto.blue,
  okabeIto.vermilion,
  okabeIto.green,
  okabeIto.orange,
  okabeIto.purple,
  okabeIto.skyBlue,
  okabeIto.black,
];
const SYMBOLS = ['circle', 'diamond', 'square', 'x', 'triangle-up', 'cross', 'star'];

/**
 * Seven names per symbol, in the order of the colours: the procedural set first, then what MVTec AD adds, then names of the small
 * real set. Neighbours in appearance (nut and nylon nut, canvas and twill) have different colours.
 */
const ORDER = [
  ...['board', 'bottle', 'brushed_metal', 'cable', 'canvas', 'capsule', 'leather'],
  ...['twill', 'nut', 'nylon_nut', 'screw', 'tile', 'washer', 'wood'],
  ...['carpet', 'grid', 'hazelnut', 'metal_nut', 'pill', 'toothbrush', 'transistor'],
  ...['zipper', 'aitex', 'cookies'],
];

/** FNV-1a, 32 bits: a fixed number for any other name. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0;
}

/**
 * Colour and symbol of a category, the same in every figure. The procedural and the MVTec AD categories all differ from each
 * other; any other name gets one of the 49 pairs, always the same, which another name may share.
 *
 * @param name a folder name or a title of the paper: `metal_nut` and `Metal Nut` are one category.
 */
export function categoryStyle(name: string): CategoryStyle {
  const key = name
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');
  const known = ORDER.indexOf(key);
  const at = known >= 0 ? known : hash(key) % (COLOURS.length * SYMBOLS.length);
  return {
    label: key.replace(/_/g, ' '),
    color: COLOURS[at % COLOURS.length],
    symbol: SYMBOLS[Math.floor(at / COLOURS.length)],
  };
}

/** The colour of a category, the same in every figure; use it with its symbol, since seven colours serve all categories. */
export function categoryColour(name: string): string {
  return categoryStyle(name).color;
}
