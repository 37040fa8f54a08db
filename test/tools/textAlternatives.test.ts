/** What the committed notebooks tell readers who cannot see a figure: short enough to be listened to; the numbers stand in tables. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './loadTool';

const MOST_SENTENCES = 2;
/** Half a minute, read aloud. */
const MOST_CHARACTERS = 450;

interface Cell {
  outputs?: { data?: object; metadata?: { 'image/png'?: { alt?: string } } }[];
}

const sentences = (text: string): string[] => text.split(/(?<=[.!?])\s+(?=\p{Lu})/u);
const folder = join(root, 'notebooks');
const files = readdirSync(folder).filter((name) => name.endsWith('.ipynb'));

it('counts sentences, not points of numbers', () => {
  expect(sentences('It rises to 0.5. Then it falls, e.g. to 0.2.')).toHaveLength(2);
});

describe('text alternatives of figures', () => {
  it.each(files)('are there in %s, of at most two sentences', (name) => {
    const { cells } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as { cells: Cell[] };
    const pictures = cells.flatMap(({ outputs = [] }) => outputs).filter(({ data = {} }) => 'image/png' in data);
    for (const { metadata } of pictures) {
      const alt = metadata?.['image/png']?.alt ?? '';
      expect(alt.length, name).toBeGreaterThan(20);
      expect(alt.length, alt).toBeLessThanOrEqual(MOST_CHARACTERS);
      expect(sentences(alt).length, alt).toBeLessThanOrEqual(MOST_SENTENCES);
    }
  });
});
