/** Small files of results: numbers are rounded, and a list of numbers is one line. */
import { writeFileAtomic } from '../base';

/** Numbers rounded to 5 significant digits: what a table or a figure shows, and small files. */
function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(5)) : value;
}

/** JSON in which a list or an object of numbers alone is one line. */
function compactJson(value: unknown): string {
  const close = (_: string, numbers: string) => numbers.replace(/\s+/g, '');
  const text = JSON.stringify(value, rounded, 1)
    .replace(/(\[\s+[-\d.e,\s]+?\])/g, close)
    .replace(/(\{\s+(?:"\w+": [-\d.e]+,?\s+)+\})/g, close);
  return `${text}\n`;
}

/** Writes rounded numbers, atomically, and gives them as they will be read. */
export function writeCompactJson<T>(file: string, value: T): T {
  const text = compactJson(value);
  writeFileAtomic(file, text);
  return JSON.parse(text) as T;
}
