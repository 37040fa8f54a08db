import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { type CompileOptions, compile, graphCacheContents } from '../../lib/borad/compile';
import { graphKey } from '../../lib/borad/compile/graphCache';
import { there } from '../there';

const scratch = mkdtempSync(join(tmpdir(), 'borad-graphs-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
afterEach(() => {
  vi.restoreAllMocks();
});
beforeAll(async () => {
  await prepareBackend('cpu');
});

let folders = 0;
const newFolder = () => join(scratch, `${++folders}`);
const graphs = (folder: string) => readdirSync(folder).map((name) => join(folder, name));

interface Input {
  x: tf.Tensor2D;
  w: tf.Tensor2D;
  [name: string]: tf.Tensor;
}

/** A product, its gradient and a running sum, so that a state is carried. */
let traced = 0;
const fn = ({ x, w }: Input) => {
  traced++;
  const { value, grads } = tf.valueAndGrads((weights) => tf.mean(tf.square(tf.matMul(x, weights as tf.Tensor2D))))([w]);
  return { loss: value, gradient: grads[0] };
};
const input = (rows = 4): Input => ({
  x: tf.randomNormal([rows, 3], 0, 1, 'float32', 1),
  w: tf.randomNormal([3, 2], 0, 1, 'float32', 2),
});

/** Compiles for the input and runs. */
async function once(options: CompileOptions, example = input()) {
  traced = 0;
  const compiled = await compile(fn, example, options);
  const { loss, gradient } = await compiled(example);
  const { wasKept, nodes, kernels, liveBytes, bytes } = compiled.stats;
  compiled.dispose();
  return {
    values: [...loss.dataSync(), ...gradient.dataSync()],
    stats: { nodes, kernels, liveBytes, bytes },
    wasKept,
    traced,
  };
}

describe('kept graphs', () => {
  it('are read instead of traced, and give the same numbers to the bit', async () => {
    const cache = { key: 'product', folder: newFolder() };
    const fresh = await once({});
    const first = await once({ cache });
    const second = await once({ cache });
    expect([fresh, first, second].map(({ wasKept }) => wasKept)).toEqual([false, false, true]);
    expect([fresh, first, second].map((one) => one.traced)).toEqual([1, 1, 0]);
    expect(first.values).toEqual(fresh.values);
    expect(second.values).toEqual(fresh.values);
    expect(second.stats).toEqual(fresh.stats);
  });

  it('are others for another function, other shapes and other passes', async () => {
    const folder = newFolder();
    const cache = { key: 'product', folder };
    await once({ cache });
    for (const [options, example] of [
      [{ cache: { key: 'another', folder } }, input()],
      [{ cache }, input(5)],
      [{ cache, passes: { simplify: false } }, input()],
      [{ cache, name: 'another' }, input()],
    ] as [CompileOptions, Input][])
      expect((await once(options, example)).wasKept).toBe(false);
    expect(graphs(folder)).toHaveLength(5);
    // Threads change nothing of a graph.
    expect((await once({ cache, threads: 1 })).wasKept).toBe(true);
  });

  it('are others for other code, another onnxruntime and other parts', () => {
    const keys = [
      graphKey(['a', 1], 'borad 1', '1.30'),
      graphKey(['a', 1], 'borad 2', '1.30'),
      graphKey(['a', 1], 'borad 1', '1.31'),
      graphKey(['a', 2], 'borad 1', '1.30'),
      graphKey(['b', 1], 'borad 1', '1.30'),
    ];
    expect(new Set(keys).size).toBe(keys.length);
    expect(graphKey(['a', 1], 'borad 1', '1.30')).toBe(keys[0]);
    const versions = vi.spyOn(process, 'versions', 'get').mockReturnValue({ ...process.versions, v8: 'another' });
    expect(graphKey(['a', 1], 'borad 1', '1.30')).not.toBe(keys[0]);
    versions.mockRestore();
  });

  it.each<[string, (file: string) => void]>([
    ['cut short', (file) => truncateSync(file, statSync(file).size - 7)],
    ['empty', (file) => truncateSync(file, 0)],
    ['foreign', (file) => writeFileSync(file, 'something else\n'.repeat(9))],
    [
      'of another key',
      (file) => writeFileSync(file, readFileSync(file, 'latin1').replace(/"key":"\w{4}/, '"key":"0000'), 'latin1'),
    ],
    [
      'changed by one bit',
      (file) => {
        const bytes = readFileSync(file);
        bytes[bytes.length - 9] = there(bytes[bytes.length - 9]) ^ 1;
        writeFileSync(file, bytes);
      },
    ],
  ])('that are %s are traced anew with a line that says so, and are whole afterwards', async (_, damage) => {
    const cache = { key: 'product', folder: newFolder() };
    const whole = await once({ cache });
    const file = there(graphs(cache.folder)[0]);
    damage(file);
    const said = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
    const again = await once({ cache });
    const lines = said.mock.calls.map(([text]) => String(text));
    said.mockRestore();
    expect(lines).toEqual([expect.stringMatching(/^.*\.graph is damaged \(.+\); the graph is traced anew\.\n$/)]);
    expect(again.wasKept).toBe(false);
    expect(again.values).toEqual(whole.values);
    expect((await once({ cache })).wasKept).toBe(true);
  });

  it('stay below their limit: the one that was not used for longest goes', async () => {
    const folder = newFolder();
    const keep = (key: string, limit?: number) => once({ cache: { key, folder, limit } });
    await keep('old');
    const old = there(graphs(folder)[0]);
    await keep('older');
    const older = there(graphs(folder).find((file) => file !== old));
    utimesSync(old, 1, 2000);
    utimesSync(older, 1, 1000);
    await keep('new', graphCacheContents(folder).bytes + 10);
    expect(graphCacheContents(folder).graphs).toBe(2);
    expect(graphs(folder)).toContain(old);
    expect(graphs(folder)).not.toContain(older);
    // Foreign files in the folder are nobody's to remove.
    writeFileSync(join(folder, 'notes.txt'), 'x'.repeat(1e6));
    await keep('newer', graphCacheContents(folder).bytes);
    expect(readdirSync(folder)).toContain('notes.txt');
  });

  it('are left alone where the folder cannot be written: it runs, and one line says so', async () => {
    const file = newFolder();
    writeFileSync(file, '');
    const said = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
    const cache = { key: 'product', folder: join(file, 'below') };
    const runs = [await once({ cache }), await once({ cache })];
    const lines = said.mock.calls.map(([text]) => String(text));
    said.mockRestore();
    expect(runs.map(({ wasKept }) => wasKept)).toEqual([false, false]);
    expect(runs[1]?.values).toEqual(runs[0]?.values);
    expect(lines).toEqual([expect.stringMatching(/^Graphs are not kept: /)]);
  });

  it('hold no copy of large constants', async () => {
    const folder = newFolder();
    const weights = tf.randomNormal([2100, 2100], 0, 1, 'float32', 3) as tf.Tensor2D;
    const rows = tf.zeros([1, 2100]) as tf.Tensor2D;
    const compiled = await compile(
      ({ x }: { x: tf.Tensor2D }) => ({ y: tf.matMul(x, weights) }),
      { x: rows },
      {
        cache: { key: 'large', folder },
      },
    );
    compiled.dispose();
    expect(graphCacheContents(folder)).toEqual({ folder, graphs: 0, bytes: 0 });
  });
});
