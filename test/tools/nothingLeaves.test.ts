/** Nothing leaves the machine, and nothing is written but where the user looks for it. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from './loadTool';
import { type Trace, traced, whyNoTrace } from './systemCalls';

const reason = whyNoTrace();
if (reason) process.stderr.write(`What leaves the machine is not tested: ${reason}.\n`);

const scratch = mkdtempSync(join(tmpdir(), 'borad-trace-'));
const place = (name: string) => join(scratch, name);
const [home, cache, temporary, out] = ['home', 'cache', 'tmp', 'out'].map(place);
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
beforeAll(() => {
  for (const folder of [home, temporary, out]) mkdirSync(folder);
});

/** Of a user: no CI, under which onnxruntime is silent by itself. */
const environment = {
  PATH: process.env.PATH,
  HOME: home,
  XDG_CACHE_HOME: join(home, '.cache'),
  XDG_CONFIG_HOME: join(home, '.config'),
  TMPDIR: temporary,
  BORAD_CACHE: cache,
};
const run = (...args: string[]): Trace => traced(args, scratch, out, environment);

/** What was made outside of the folders for output, temporary files and the cache. */
const elsewhere = ({ made }: Trace) =>
  made.filter(
    (path) => ![out, temporary, cache].some((folder) => (path + sep).startsWith(folder + sep)) && path !== '/dev/null',
  );

function expectQuiet(trace: Trace): void {
  expect(trace.status, trace.text).toBe(0);
  expect(trace.network).toEqual([]);
  expect(elsewhere(trace)).toEqual([]);
  expect(readdirSync(home)).toEqual([]);
}

const borad = (...args: string[]) => run(join(root, 'lib/borad/bin/borad.js'), ...args);
const settings = [
  'data.imageSize=128',
  'data.categories=["nut"]',
  'data.procedural.train=4',
  'data.procedural.testGood=1',
  'data.procedural.testDefective=2',
  'model.widths=[8,8,8]',
  'training.steps=3',
  'training.batchSize=2',
].flatMap((setting) => ['--set', setting]);

describe.skipIf(reason)('nothing leaves the machine', () => {
  it('would be noticed', () => {
    const script = `require('net').connect(9, '127.0.0.1').on('error', () => {});
      require('dns').lookup('nowhere.invalid', () => {});
      require('fs').writeFileSync(process.env.HOME + '/id', '');`;
    const trace = run('-e', script);
    expect(trace.network.join('\n')).toMatch(/connect\(.*AF_INET.*127\.0\.0\.1/);
    expect(trace.network.join('\n')).toMatch(/resolv\.conf/);
    expect(elsewhere(trace)).toEqual([join(home, 'id')]);
    rmSync(join(home, 'id'));
  });

  it('in training with the compiled engine, with features kept on disk', () => {
    const trace = borad(
      'train',
      '--data',
      'procedural',
      '--out',
      join(out, 'run'),
      '--cache',
      join(cache, 'kept'),
      ...settings,
    );
    expectQuiet(trace);
    expect(trace.made).toContain(join(out, 'run', 'run.json'));
    // Of the teacher, the step, and the detector that the run's limits were measured by.
    expect(readdirSync(join(cache, 'graphs'))).toHaveLength(3);
    expect(trace.text).not.toMatch(/eagerly/);
  });

  it('in scoring a photo', () => {
    expectQuiet(borad('generate', '--out', join(out, 'data'), '--size', '128', ...settings.slice(0, 10)));
    const photo = join(out, 'data', 'nut', 'train', 'good', '000.png');
    expectQuiet(borad('score', '--run', join(out, 'run'), photo, '--out', join(out, 'scored')));
    // The detector's graph was read.
    expect(readdirSync(join(cache, 'graphs'))).toHaveLength(3);
  });

  it('in trying the machine', () => {
    expectQuiet(borad('doctor'));
  });

  it('in a notebook and the report of it', () => {
    const cell = (source: string) => ({
      cell_type: 'code',
      execution_count: null,
      id: 'one',
      metadata: {},
      outputs: [],
      source,
    });
    const notebook = {
      cells: [
        cell(`import * as borad from 'borad';
import * as tf from '@tensorflow/tfjs-core';
await borad.prepareBackend();
const square = await borad.compile.compile((x: tf.Tensor) => tf.square(x), tf.tensor1d([3]));
const nine = await square(tf.tensor1d([3]));
square.dispose();
nine.dataSync()[0];`),
      ],
      metadata: { kernelspec: { display_name: 'TypeScript', language: 'typescript', name: 'tslab' } },
      nbformat: 4,
      nbformat_minor: 5,
    };
    const file = join(out, 'small.ipynb');
    writeFileSync(file, JSON.stringify(notebook));
    expectQuiet(run(join(root, 'tools/run-notebooks.mjs'), '--record', file));
    expectQuiet(run(join(root, 'tools/export-reports.mjs'), file, '--out', join(out, 'reports'), '--engine', 'own'));
  });
});
