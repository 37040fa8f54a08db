/** Opens the set that a command works on, and says what its user should know of it. */

import { type Dataset, type OpenOptions, openDataset } from '../datasets';
import { sayNote } from './sayNote';

/** Prints a set's notes on standard error, one per line. */
export function printNotes({ notes = [] }: Pick<Dataset, 'notes'>): void {
  notes.forEach(sayNote);
}

/**
 * Opens a set (`openDataset`), looks into the few files that tell masks from photos and the range of 16-bit photos, and prints the
 * set's notes.
 *
 * @throws {DataError} the set cannot be opened, takes masks for photos, or has photos of several ranges. @throws {OptionError} from `openDataset`.
 */
export async function openForRun(source: string, options: OpenOptions): Promise<Dataset> {
  const dataset = openDataset(source, options);
  printNotes(dataset);
  await dataset.verify?.();
  const { note } = (await dataset.range?.()) ?? {};
  if (note) printNotes({ notes: [note] });
  return dataset;
}
