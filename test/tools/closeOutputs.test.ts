import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadTool, root } from './loadTool';

// biome-ignore lint/suspicious/noExplicitAny: the tools are JavaScript
let compareOutputs: any;
// biome-ignore lint/suspicious/noExplicitAny: the tools are JavaScript
let closeDifference: any;
beforeAll(async () => {
  ({ compareOutputs } = await loadTool('notebooks/compareOutputs.mjs'));
  ({ closeDifference } = await loadTool('notebooks/closeOutputs.mjs'));
});

describe('numbers that depend on the processor', () => {
  const tolerance = { relative: 0.01, absolute: 0.001 };

  it('may lie as far apart as the cell says, in values and in texts', () => {
    expect(closeDifference({ y: [1, 200] }, { y: [1.0009, 201.9] }, tolerance)).toBeNull();
    expect(closeDifference({ y: [1, 200] }, { y: [1, 203] }, tolerance)).toBe('.y[1]: 203 was 200');
    expect(closeDifference('AUROC 82.4, loss −0.50', 'AUROC 82.9, loss −0.50', tolerance)).toBeNull();
    expect(closeDifference('AUROC 82.4', 'AUROC 92.4', tolerance)).toBe(': 92.4 was 82.4');
    expect(closeDifference('loss 0.5', 'loss −0.5', tolerance)).toBe(': −0.5 was 0.5');
  });

  it('may differ by a unit of the last printed digit, and by no more where nothing else is stated', () => {
    expect(closeDifference('12%', '13%', {})).toBeNull();
    expect(closeDifference('12%', '14%', {})).not.toBeNull();
    expect(closeDifference('0.12', '0.13', {})).toBeNull();
    expect(closeDifference(0.12, 0.13, {})).not.toBeNull();
  });

  it('stand among the same words, unless names are sorted by them', () => {
    expect(closeDifference('best: bottle 0.9', 'best: screw 0.9', tolerance)).toBe(': other words than stored');
    const vary = { ...tolerance, words: 'vary' };
    expect(closeDifference('bottle 0.9, screw 0.1', 'screw 0.1, bottle 0.9', vary)).toBeNull();
    expect(closeDifference('bottle 0.9, screw 0.1', 'bottle 0.9, screw 0.5', vary)).not.toBeNull();
  });

  it('are looked at in what is drawn from them, but not in the picture', () => {
    const output = (png: string, x: number) => ({ data: { 'image/png': png, 'application/json': { x } } });
    expect(closeDifference(output('a', 1), output('b', 1.001), tolerance)).toBeNull();
    expect(closeDifference(output('a', 1), output('a', 2), tolerance)).toBe('.data.application/json.x: 2 was 1');
    expect(closeDifference({ data: {} }, output('a', 1), tolerance)).not.toBeNull();
  });

  it('may send a label to another side of its point, which may not move', () => {
    const figure = (x: number, ax: number) => ({ layout: { annotations: [{ text: 'hazelnut', x, ax, ay: -20 }] } });
    expect(closeDifference(figure(1, 54.2), figure(1.005, -9.9), tolerance)).toBeNull();
    expect(closeDifference(figure(1, 54.2), figure(1.05, 54.2), tolerance)).toBe(
      '.layout.annotations[0].x: 1.05 was 1',
    );
    expect(closeDifference({ ax: 1 }, { ax: 2 }, tolerance)).toBe('.ax: 2 was 1');
  });

  it('are compared so in the cells that say it, and in no others', () => {
    const notebook = (value: number, metadata: object) => {
      const outputs = [{ output_type: 'display_data', data: { 'application/json': { value } }, metadata: {} }];
      return { cells: [{ cell_type: 'code', execution_count: 1, metadata, outputs }] };
    };
    const close = { borad: { tolerance } };
    expect(compareOutputs(notebook(1, close), notebook(1.005, close))).toEqual([]);
    expect(compareOutputs(notebook(1, close), notebook(1.5, close))).toHaveLength(1);
    expect(compareOutputs(notebook(1, {}), notebook(1.005, {}))).toHaveLength(1);
  });
});

describe('the committed notebooks', () => {
  const files = readdirSync(join(root, 'notebooks')).filter((name) => name.endsWith('.ipynb'));

  it.each(files)('%s exempts times and rates from the check, and nothing else', (name) => {
    const { cells } = JSON.parse(readFileSync(join(root, 'notebooks', name), 'utf8'));
    const exempt = cells.filter(({ metadata }: { metadata: { tags?: string[] } }) => metadata.tags?.includes('varies'));
    const timed = /\bms\b|milliseconds|seconds|per second|timed/;
    for (const { id, source, outputs } of exempt) {
      expect([source].flat().join(''), id).toMatch(timed);
      expect(JSON.stringify(outputs), id).not.toMatch(/AUROC|AUPRO|F1-max|mAD|\bloss\b/);
    }
  });

  it.each(files)('%s ends no cell in a listing of an object that a table shows', (name) => {
    const { cells } = JSON.parse(readFileSync(join(root, 'notebooks', name), 'utf8'));
    for (const { id, outputs = [] } of cells)
      for (const { output_type, data } of outputs)
        if (output_type === 'execute_result') expect([data['text/plain']].flat().join(''), id).not.toMatch(/^[{[]\n/);
  });
});
