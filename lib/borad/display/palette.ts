/** Colours: safe for colour-blind readers, the same for the same method in every figure, perceptually uniform for maps. */
import type * as Chromatic from 'd3-scale-chromatic';
import { OptionError } from '../base';

/** The eight colours of Okabe and Ito (2008), distinguishable under the common forms of colour blindness. */
export const okabeIto = {
  black: '#000000',
  orange: '#E69F00',
  skyBlue: '#56B4E9',
  green: '#009E73',
  yellow: '#F0E442',
  blue: '#0072B2',
  vermilion: '#D55E00',
  purple: '#CC79A7',
} as const;

/** Colours for series that are not methods, in order of use. */
export const seriesColours: string[] = [
  okabeIto.blue,
  okabeIto.orange,
  okabeIto.green,
  okabeIto.vermilion,
  okabeIto.purple,
  okabeIto.skyBlue,
  okabeIto.yellow,
  okabeIto.black,
];

/** Ours in Okabe-Ito colours; the methods that the paper compares with in the muted colours of Paul Tol. */
const METHOD_COLOURS: Record<string, string> = {
  BoRAD: okabeIto.blue,
  'masked baseline': okabeIto.orange,
  baseline: okabeIto.vermilion,
  'without shift': okabeIto.purple,
  'without global': okabeIto.skyBlue,
  'without spatial': '#7F7F7F',
  'without masking': '#8C510A',
  'nearest neighbour': okabeIto.green,
  'oracle bound': okabeIto.black,
  UniAD: '#332288',
  RD4AD: '#88CCEE',
  SimpleNet: '#44AA99',
  DeSTSeg: '#117733',
  DiAD: '#999933',
  'HVQ-Trans': '#DDCC77',
  MambaAD: '#CC6677',
  ViTAD: '#882255',
  OmiAD: '#AA4499',
  Dinomaly: '#661100',
  'INP-Former': '#6699CC',
  PatchCore: '#4B0055',
  'HVQ-Trans, category chosen': '#8F7A3A',
};

/** Names that {@link methodColour} knows. */
export const methodNames: string[] = Object.keys(METHOD_COLOURS);

/**
 * The colour of a method, the same in every figure.
 *
 * @throws {OptionError} the name is unknown; the message lists the known ones.
 *
 * @example
 * ```ts
 * console.log(borad.methodColour('ViTAD')); // #882255
 * ```
 */
export function methodColour(name: string): string {
  const colour = METHOD_COLOURS[name];
  if (!colour) throw new OptionError(`methodColour: no method "${name}". Known: ${methodNames.join(', ')}.`);
  return colour;
}

export type SequentialName = 'viridis' | 'cividis' | 'inferno' | 'magma';

/** Loaded with the first map, so that importing borad stays quick. */
const chromatic = () => require('d3-scale-chromatic') as typeof Chromatic;

const SEQUENTIAL: Record<SequentialName, () => (t: number) => string> = {
  viridis: () => chromatic().interpolateViridis,
  cividis: () => chromatic().interpolateCividis,
  inferno: () => chromatic().interpolateInferno,
  magma: () => chromatic().interpolateMagma,
};

/** [red, green, blue], 0 to 255, of `#rrggbb` or `rgb(r, g, b)`. */
function channels(colour: string): [number, number, number] {
  const hex = /^#(..)(..)(..)$/.exec(colour);
  if (hex) return [parseInt(hex[1], 16), parseInt(hex[2], 16), parseInt(hex[3], 16)];
  const [r, g, b] = [...colour.matchAll(/[\d.]+/g)].map(Number);
  return [r, g, b];
}

/**
 * A perceptually uniform map as a plotly colour scale: stops [position 0..1, colour].
 *
 * @throws {OptionError} fewer than two stops, or an unknown map.
 */
export function sequentialScale(name: SequentialName = 'viridis', stops = 11): [number, string][] {
  const colour = interpolator(name);
  if (!(Number.isInteger(stops) && stops >= 2))
    throw new OptionError(`sequentialScale: expected at least 2 stops, got ${stops}.`);
  return Array.from({ length: stops }, (_, i) => {
    const [r, g, b] = channels(colour(i / (stops - 1)));
    return [i / (stops - 1), `rgb(${Math.round(r)},${Math.round(g)},${Math.round(b)})`];
  });
}

/** 256 colours of a map as RGB bytes, entry i for the value i / 255. */
export function colourTable(name: SequentialName = 'viridis'): Uint8Array {
  const colour = interpolator(name);
  const table = new Uint8Array(256 * 3);
  for (let i = 0; i < 256; i++) table.set(channels(colour(i / 255)).map(Math.round), 3 * i);
  return table;
}

function interpolator(name: SequentialName): (t: number) => string {
  const colour = SEQUENTIAL[name];
  if (!colour)
    throw new OptionError(`sequentialScale: no map "${name}". Known: ${Object.keys(SEQUENTIAL).join(', ')}.`);
  return colour();
}

/**
 * A colour with an opacity, as plotly takes it: `rgba(0,114,178,0.2)`.
 *
 * @param colour `#rrggbb` or `rgb(r, g, b)`. @param opacity 0 to 1.
 */
export function translucent(colour: string, opacity: number): string {
  return `rgba(${channels(colour).join(',')},${opacity})`;
}
