/**
 * Every reference case of a folder: on every backend that loads, and compiled. BORAD_ORACLES names another folder of the same form;
 * BORAD_BACKEND limits the eager runs to one backend; BORAD_ORACLES_TABLE names a file that counts what passed.
 */
import { existsSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { writeJson } from '../../lib/borad/base';
import { compiled, type Engine, eager } from './engine';
import { handlerOf } from './groups';
import { loadOracle, oracleNames } from './load';
import type { Comparison } from './oracle';
import { addCase, keepsTo, largestShare, sortedRows, type VectorsRow } from './vectorsTable';

const folder = process.env.BORAD_ORACLES ?? join(__dirname, '..', 'fixtures', 'oracles');
if (!existsSync(folder)) throw new Error(`BORAD_ORACLES=${folder} is not a folder.`);

const backends = process.env.BORAD_BACKEND ? [process.env.BORAD_BACKEND] : ['wasm', 'cpu'];
/** Where the tensors of a case live, and how its functions are run. */
const settings: [string, string, Engine][] = [
  ...backends.map((backend): [string, string, Engine] => [backend, backend, eager]),
  ['compiled', 'cpu', compiled],
];

/**
 * Cases that take single steps many times over. The plain `cpu` backend needs a minute for them and runs the single steps; they run on
 * the others, and on `cpu` too where a folder, a backend or a table is named.
 */
const REPEATED = /_(after_?(step)?5|ablations)$/;
const table = process.env.BORAD_ORACLES_TABLE;
const isNamed = [process.env.BORAD_ORACLES, process.env.BORAD_BACKEND, table].some((value) => value !== undefined);
const isLeftOut = (name: string, label: string) => label === 'cpu' && !isNamed && REPEATED.test(name);

const lines: string[] = [];
const rows: VectorsRow[] = [];

/** Runs one case, prints its line, and fails with the comparisons that failed. */
async function check(
  name: string,
  group: string,
  backend: string,
  run: () => Comparison[] | Promise<Comparison[]>,
): Promise<void> {
  const comparisons = await run();
  const failed = comparisons.filter((comparison) => !keepsTo(comparison));
  addCase(rows, group, backend, comparisons);
  lines.push(
    `${failed.length ? 'FAIL' : 'ok  '} ${backend.padEnd(8)} ${name.padEnd(28)} ${String(comparisons.length).padStart(4)} comparisons, worst at ${(100 * largestShare(comparisons)).toFixed(1)}% of its tolerance`,
  );
  expect(comparisons.length).toBeGreaterThan(0);
  expect(failed.map(({ what, deviation, tolerance }) => `${what}: ${deviation} > ${tolerance}`)).toEqual([]);
}

afterAll(() => {
  const count = (word: string) => lines.filter((line) => line.startsWith(word)).length;
  process.stdout.write(
    `\n${lines.join('\n')}\noracles in ${folder}: ${count('ok')} passed, ${count('FAIL')} failed, ${count('left out')} left out\n`,
  );
  const vectors = relative(join(__dirname, '..', '..'), folder)
    .split(sep)
    .join('/');
  if (table) writeJson(table, { vectors, rows: sortedRows(rows) });
});

const names = oracleNames(folder);

describe.each(settings)('oracles on %s', (label, backend, engine) => {
  for (const name of names) {
    const handler = handlerOf(name);
    if (!handler?.hasTensors) continue;
    if (isLeftOut(name, label)) {
      lines.push(`left out ${label.padEnd(8)} ${name}: its single steps run, and BORAD_BACKEND=${label} runs it`);
      continue;
    }
    it(name, async () => {
      await prepareBackend(backend as Parameters<typeof prepareBackend>[0]);
      await check(name, handler.group, label, async () => {
        tf.engine().startScope();
        try {
          return await handler.run(loadOracle(folder, name), engine);
        } finally {
          tf.engine().endScope();
        }
      });
    });
  }
});

describe('oracles without tensors', () => {
  for (const name of names) {
    const handler = handlerOf(name);
    if (handler?.hasTensors) continue;
    it(name, async () => {
      if (!handler) throw new Error(`No handler for the oracle ${name}: add one in test/oracles/cases.`);
      await check(name, handler.group, 'none', () => handler.run(loadOracle(folder, name), eager));
    });
  }
});
