/**
 * PyTorch's side of the methods does the work that ours says it does: `BENCH_PYTHON=PYTHON npm test -- test/bench/torchPeers`.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { resolveConfig } from '../../lib/borad/config';
import { openDataset } from '../../lib/borad/datasets';
import { METHODS } from '../../lib/borad/methods';
import { loadTeacher } from '../../lib/borad/teachers';

const root = join(__dirname, '..', '..');
/** Few, for the time that it takes; also the batch of the training. */
const IMAGES = 2;

interface MethodRow {
  method: string;
  phases: number;
  kind: string;
}

interface Counts {
  trained: number;
  training: number;
  inference: number;
}

/** By how much of ours a count may differ, where not exactly the same work is counted. */
const SHARES: { [count: string]: number } = {
  // Our product has a column more, which holds the squares of the entries.
  'patchcore inference': 0.01,
  // We pick codes and heads by products with ones and zeros, PyTorch by their places.
  'hvqtrans training': 0.06,
  'hvqtrans inference': 0.06,
  // All images have the same time: PyTorch's side goes through its dense layers once.
  'omiad inference': 0.001,
  'diad inference': 0.001,
};

let rows: MethodRow[] = [];
beforeAll(async () => {
  await prepareBackend();
  const { WORKLOADS } = await import(pathToFileURL(join(root, 'bench/workloads.mjs')).href);
  rows = WORKLOADS.filter(({ method }: Partial<MethodRow>) => method !== undefined);
});

const phasesOf = () => Object.fromEntries(rows.map(({ method, phases }) => [method, phases]));

const { data, teacher: settings } = resolveConfig({});
const { categories } = openDataset('procedural', data);
const teacher = loadTeacher(settings.name, settings);
afterAll(() => teacher.dispose());

/** What our side says of a method as it is measured. */
function ours(name: string): Counts {
  const method = METHODS[name];
  const config = resolveConfig({ method: name, training: { batchSize: IMAGES } });
  return method.cost(method.architecture(teacher, config, categories), config);
}

describe('the rows of methods', () => {
  it('are those of all methods beside BoRAD, with each of their phases', () => {
    const all = Object.values(METHODS).filter(({ name }) => name !== 'borad');
    expect(phasesOf()).toEqual(Object.fromEntries(all.map(({ name, phases }) => [name, phases.length])));
    for (const { name, phases } of all) {
      const own = rows.filter(({ method }) => method === name);
      expect(own.map(({ kind }) => kind)).toEqual([...phases.map(() => 'method step'), 'method detector']);
    }
  });
});

const python = process.env.BENCH_PYTHON;

describe.skipIf(!python)(
  `PyTorch's side of methods${python ? '' : ': not tried, BENCH_PYTHON names no Python'}`,
  () => {
    let theirs: { [name: string]: Counts } = {};
    beforeAll(() => {
      const asked = JSON.stringify(phasesOf());
      const counts = execFileSync(python as string, [join(root, 'bench/torch/counts.py'), asked]);
      theirs = JSON.parse(`${counts}`);
    });

    it('trains as many values as ours', () => {
      for (const [name, { trained }] of Object.entries(theirs))
        expect([name, trained]).toEqual([name, ours(name).trained]);
    });

    it('multiplies as often as ours says of a forward pass', () => {
      for (const [name, counts] of Object.entries(theirs)) {
        for (const pass of ['training', 'inference'] as const) {
          const [expected, share] = [ours(name)[pass], SHARES[`${name} ${pass}`] ?? 0];
          const difference = Math.abs(counts[pass] - expected);
          expect(difference, `${name} ${pass}: ${counts[pass]}, ours ${expected}`).toBeLessThanOrEqual(
            share * expected,
          );
        }
      }
    });
  },
);
