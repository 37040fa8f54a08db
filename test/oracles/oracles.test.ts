/**
 * Every reference case of a folder: on every backend that loads, and compiled (`onnx`). BORAD_ORACLES names another folder of the same form;
 * BORAD_BACKEND limits the eager runs to one
 * backend.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { cases as destseg, starts as destsegStarts } from './cases/destseg';
import { cases as diad } from './cases/diad';
import { cases as diagnostics } from './cases/diagnostics';
import { cases as dinomaly } from './cases/dinomaly';
import { cases as hvqtrans } from './cases/hvqtrans';
import { cases as inpformer } from './cases/inpformer';
import { cases as layers } from './cases/layers';
import { cases as mamba, starts as mambaStarts } from './cases/mamba';
import { cases as metrics } from './cases/metrics';
import { cases as model } from './cases/model';
import { cases as omiad, starts as omiadStarts } from './cases/omiad';
import { cases as optimisers } from './cases/optimisers';
import { cases as patchcore } from './cases/patchcore';
import { cases as rd4ad, starts as rd4adStarts } from './cases/rd4ad';
import { cases as simplenet, starts as simplenetStarts } from './cases/simplenet';
import { cases as teacher } from './cases/teacher';
import { cases as theory } from './cases/theory';
import { starts, cases as training } from './cases/training';
import { cases as uniad, starts as uniadStarts } from './cases/uniad';
import { cases as vitad, starts as vitadStarts } from './cases/vitad';
import { compiled, type Engine, eager } from './engine';
import { loadOracle, oracleNames } from './load';
import type { Comparison } from './oracle';

const folder = process.env.BORAD_ORACLES ?? join(__dirname, '..', 'fixtures', 'oracles');
if (!existsSync(folder)) throw new Error(`BORAD_ORACLES=${folder} is not a folder.`);

const withTensors = [
  ...[...layers, ...model, ...training, ...teacher],
  ...[...patchcore, ...rd4ad, ...uniad, ...simplenet, ...destseg, ...vitad],
  ...mamba,
  ...diad,
  ...omiad,
  ...[...dinomaly, ...optimisers, ...inpformer, ...hvqtrans],
];
const withoutTensors = [
  ...metrics,
  ...diagnostics,
  ...theory,
  ...starts,
  ...rd4adStarts,
  ...uniadStarts,
  ...simplenetStarts,
  ...destsegStarts,
  ...vitadStarts,
  ...mambaStarts,
  ...omiadStarts,
];
const backends = process.env.BORAD_BACKEND ? [process.env.BORAD_BACKEND] : ['wasm', 'cpu'];
/** Where the tensors of a case live, and how its functions are run. */
const settings: [string, string, Engine][] = [
  ...backends.map((backend): [string, string, Engine] => [backend, backend, eager]),
  ['onnx', 'cpu', compiled],
];

/**
 * Cases that take single steps many times over. The plain `cpu` backend needs a minute for them and runs the single steps; they run on
 * the others, and on `cpu` too where a folder or a backend is named.
 */
const REPEATED = /_(after_?(step)?5|ablations)$/;
const isNamed = [process.env.BORAD_ORACLES, process.env.BORAD_BACKEND].some((value) => value !== undefined);
const isLeftOut = (name: string, label: string) => label === 'cpu' && !isNamed && REPEATED.test(name);

const lines: string[] = [];

/** Runs one case, prints its line, and fails with the comparisons that failed. */
async function check(name: string, backend: string, run: () => Comparison[] | Promise<Comparison[]>): Promise<void> {
  const comparisons = await run();
  const failed = comparisons.filter(({ deviation, tolerance }) => !(deviation <= tolerance));
  const worst = comparisons.reduce(
    (max, { deviation, tolerance }) => Math.max(max, tolerance > 0 ? deviation / tolerance : deviation),
    0,
  );
  lines.push(
    `${failed.length ? 'FAIL' : 'ok  '} ${backend.padEnd(5)} ${name.padEnd(28)} ${String(comparisons.length).padStart(4)} comparisons, worst at ${(100 * worst).toFixed(1)}% of its tolerance`,
  );
  expect(comparisons.length).toBeGreaterThan(0);
  expect(failed.map(({ what, deviation, tolerance }) => `${what}: ${deviation} > ${tolerance}`)).toEqual([]);
}

afterAll(() => {
  const count = (word: string) => lines.filter((line) => line.startsWith(word)).length;
  process.stdout.write(
    `\n${lines.join('\n')}\noracles in ${folder}: ${count('ok')} passed, ${count('FAIL')} failed, ${count('left out')} left out\n`,
  );
});

const names = oracleNames(folder);

describe.each(settings)('oracles on %s', (label, backend, engine) => {
  for (const name of names) {
    const handler = withTensors.find(({ match }) => match.test(name));
    if (!handler) continue;
    if (isLeftOut(name, label)) {
      lines.push(`left out ${label.padEnd(5)} ${name}: its single steps run, and BORAD_BACKEND=${label} runs it`);
      continue;
    }
    it(name, async () => {
      await prepareBackend(backend as Parameters<typeof prepareBackend>[0]);
      await check(name, label, () => {
        tf.engine().startScope();
        return handler.run(loadOracle(folder, name), engine).finally(() => tf.engine().endScope());
      });
    });
  }
});

describe('oracles without tensors', () => {
  for (const name of names) {
    if (withTensors.some(({ match }) => match.test(name))) continue;
    it(name, async () => {
      const handler = withoutTensors.find(({ match }) => match.test(name));
      if (!handler) throw new Error(`No handler for the oracle ${name}: add one in test/oracles/cases.`);
      await check(name, 'none', () => handler.run(loadOracle(folder, name)));
    });
  }
});
