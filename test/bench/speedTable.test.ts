import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(__dirname, '..', '..');
const { speedTable } = require('../../bench/table.cjs') as { speedTable(recorded: unknown): string };

describe('docs/engine.md', () => {
  it.each(['bench', 'bench-methods'])('shows the speed that data/results/%s.json holds', (name) => {
    const recorded = JSON.parse(readFileSync(join(root, 'data', 'results', `${name}.json`), 'utf8'));
    expect(readFileSync(join(root, 'docs', 'engine.md'), 'utf8')).toContain(speedTable(recorded));
  });

  it('shows a dash where there was no PyTorch', () => {
    const rows = [{ name: 'a', engine: 'compiled', imgPerSecond: 12.34, vsTorch: null }];
    expect(speedTable({ rows }).split('\n').at(-1)).toBe('| a | 12.3 | – | – | – |');
  });
});
