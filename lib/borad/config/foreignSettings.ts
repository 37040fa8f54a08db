/** Sections of one method among the settings of another: where they came from, and what to do. */
import { METHODS, type Method } from '../methods';
import { presets } from './presets';

const isSectionOf = (key: string, { sections }: Method): boolean => Object.hasOwn(sections, key);

/** Presets of one method only, which set some of the sections. */
const presetsWith = (keys: readonly string[]): string[] =>
  Object.entries(presets)
    .filter(([, preset]) => keys.some((key) => Object.hasOwn(preset.settings, key)))
    .map(([name]) => name);

/** The other method that has a section of that name. */
export function ownerOf(key: string, method: Method): Method | undefined {
  return isSectionOf(key, method) ? undefined : Object.values(METHODS).find((other) => isSectionOf(key, other));
}

/**
 * What is said about sections that belong to another method.
 *
 * @param keys Sections of `owner`. @param method The run's.
 */
export function foreignText(keys: readonly string[], owner: Method, method: Method): string {
  const [one, those] = keys.length === 1 ? ['is a section', 'it'] : ['are sections', 'them'];
  const named = presetsWith(keys);
  const common = Object.keys(presets).filter((name) => !named.includes(name));
  const where = named.length
    ? ` The presets ${named.join(', ')} are of ${owner.name} alone; take one of ${common.join(', ')}.`
    : '';
  return `${keys.join(', ')} ${one} of ${owner.name}, but the run is of ${method.name}: leave ${those} out.${where}`;
}
