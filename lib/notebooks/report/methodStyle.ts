import { OptionError } from 'borad/base';
import { methodColour, methodNames } from 'borad/display';

/** How a method is drawn: dash and symbol tell methods apart where colours cannot (in grey, or for a colour-blind reader). */
export interface MethodStyle {
  /** The name as figures and tables print it. */
  label: string;
  color: string;
  /** plotly's `line.dash`. */
  dash: string;
  /** plotly's `marker.symbol`. */
  symbol: string;
}

const DASHES = ['solid', 'dash', 'dot', 'dashdot', 'longdash', 'longdashdot'];
const SYMBOLS = ['circle', 'square', 'diamond', 'triangle-up', 'x', 'cross', 'star', 'triangle-down'];

/** Lower case without marks, so that `without_shift`, `withoutShift` and `without shift` are one name. */
const plain = (name: string): string =>
  name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/\(ours\)/i, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '');

const KNOWN = new Map(methodNames.map((name) => [plain(name), name]));

/**
 * The name of a method as figures and tables print it, from any spelling in use: `without_shift` is `without shift`,
 * `BoRAD (Ours)` is `BoRAD`.
 *
 * @throws {OptionError} no method has that name; the message lists the known ones.
 */
export function methodLabel(name: string): string {
  const label = KNOWN.get(plain(name)) ?? KNOWN.get(plain(name.replace(/^no[\s_-]?/i, 'without ')));
  if (!label) throw new OptionError(`methodLabel: no method "${name}". Known: ${methodNames.join(', ')}.`);
  return label;
}

/**
 * Colour, dash and symbol of a method, the same in every figure; spellings as in {@link methodLabel}.
 *
 * @throws {OptionError} the name is unknown.
 */
export function methodStyle(name: string): MethodStyle {
  const label = methodLabel(name);
  const at = methodNames.indexOf(label);
  return { label, color: methodColour(label), dash: DASHES[at % DASHES.length], symbol: SYMBOLS[at % SYMBOLS.length] };
}
