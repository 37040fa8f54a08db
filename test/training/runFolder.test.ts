/** The files of a run folder one by one, with a state of zeros. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { DataError, readSafetensors, sha256Of, writeSafetensors } from '../../lib/borad/base';
import { methodOf } from '../../lib/borad/methods';
import { loadRun, RUN_FORMAT, type RunRecord, type StoredState, saveCheckpoint } from '../../lib/borad/training';
import { removeLeftovers, saveFinishedRun } from '../../lib/borad/training/runFolder';
import { saveRecord } from '../../lib/borad/training/runRecord';
import { smallConfig } from '../methods/smallSettings';
import { there } from '../there';
import { refusalOf } from './refusal';
import { tinyTeacher } from './tinyRun';

const scratch = mkdtempSync(join(tmpdir(), 'borad-folder-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(scratch, 'run-'));
});

const config = smallConfig('borad');
const method = methodOf('borad');
const architecture = method.architecture(tinyTeacher(), config, []);
const shapes = method.stateShapes(architecture, config);
const zeros = (keep: (name: string) => boolean = () => true): StoredState =>
  Object.fromEntries(
    [...shapes]
      .filter(([name]) => keep(name))
      .map(([name, shape]) => [
        name,
        { shape: [...shape], data: new Float32Array(shape.reduce((product, side) => product * side, 1)) },
      ]),
  );
const record: RunRecord = {
  ...{ format: RUN_FORMAT, borad: '0', config, architecture },
  teacher: { name: 'tiny', sha256: 'tiny', licence: 'none' },
  dataset: { name: 'tiny', categories: [], trainImages: 16 },
  environment: { node: '', tfjs: '', backend: '', engine: '' },
};
const losses = (steps: number) => Array.from({ length: steps }, (_, i) => ({ total: i }));
const path = (name: string) => join(folder, name);
const json = (name: string) => JSON.parse(readFileSync(path(name), 'utf8'));
/** The refusal to load the run, with its file. */
const refusal = () => refusalOf(() => loadRun(folder));

describe('a checkpoint', () => {
  it('is named before it takes the place of the one before', () => {
    const first = saveCheckpoint(folder, record, zeros(), 2, losses(2));
    const sha256 = sha256Of(readFileSync(path('weights.safetensors')));
    expect(first.weights).toEqual([{ step: 2, sha256 }]);
    expect(json('run.json').weights).toEqual(first.weights);
    // Nothing can take the place of a folder: the new weights are not written.
    rmSync(path('weights.safetensors'));
    mkdirSync(path('weights.safetensors/full'), { recursive: true });
    expect(() => saveCheckpoint(folder, first, zeros(), 3, losses(3))).toThrow(DataError);
    expect(json('run.json').weights).toEqual([
      { step: 2, sha256 },
      { step: 3, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    ]);
    expect(json('history.json')).toEqual(losses(3));
  });

  it('is the only one that a new run names', () => {
    mkdirSync(path('weights.safetensors/full'), { recursive: true });
    expect(() => saveCheckpoint(folder, record, zeros(), 1, losses(1))).toThrow(DataError);
    expect(json('run.json').weights).toHaveLength(1);
  });
});

describe('a finished run', () => {
  it('is read as it was written, its tensors in the order of a fresh state', () => {
    const turned = Object.fromEntries(Object.entries(zeros()).reverse());
    there(turned['mff.bn2.bias']).data[3] = 7;
    saveFinishedRun(folder, record, turned, 6, losses(6));
    const { step, history, weights, weightsRecord, kind, record: found } = loadRun(folder);
    expect([step, history, kind]).toEqual([6, losses(6), 'training']);
    expect(weightsRecord).toEqual({ step: 6, sha256: sha256Of(readFileSync(path('weights.safetensors'))) });
    expect(found.weights).toEqual([weightsRecord]);
    expect(Object.keys(weights)).toEqual([...shapes.keys()]);
    expect([...there(weights['mff.bn2.bias']).data]).toEqual([0, 0, 0, 7, 0, 0, 0, 0]);
  });

  it('has no losses of steps after its weights', () => {
    saveFinishedRun(folder, record, zeros(), 2, losses(5));
    expect(loadRun(folder).history).toEqual(losses(2));
  });

  it('that is kept for test time has the losses of all its steps, or of none', () => {
    const kept = zeros(method.usedAtTestTime);
    saveFinishedRun(folder, record, kept, 3, []);
    expect(loadRun(folder)).toMatchObject({ kind: 'test', step: 3, history: [] });
    saveFinishedRun(folder, record, kept, 3, losses(1));
    expect(refusal()).toEqual({
      message: expect.stringMatching(/holds 1 steps, the weights have seen 3/),
      file: path('history.json'),
    });
  });
});

describe('weights', () => {
  beforeEach(() => saveFinishedRun(folder, record, zeros(), 2, losses(2)));

  it('that are missing are said to be', () => {
    rmSync(path('weights.safetensors'));
    expect(refusal()).toEqual({
      message: expect.stringMatching(/has no weights yet: training stopped before its first checkpoint/),
      file: path('weights.safetensors'),
    });
  });

  it.each([undefined, 'two', '1.5', '-1'])('of step %s are none of a run', (step) => {
    const { tensors } = readSafetensors(path('weights.safetensors'));
    writeSafetensors(path('weights.safetensors'), tensors, step === undefined ? {} : { step });
    expect(refusal()).toEqual({
      message: expect.stringMatching(/does not say its step/),
      file: path('weights.safetensors'),
    });
  });

  it('must be those that the record names, of that step', () => {
    const sha256 = sha256Of(readFileSync(path('weights.safetensors')));
    const begin = sha256.slice(0, 12);
    saveRecord(folder, { ...record, weights: [{ step: 3, sha256 }] });
    expect(refusal()).toEqual({
      message: expect.stringContaining(`begins with ${begin} (step 2), run.json names ${begin} (step 3).`),
      file: path('weights.safetensors'),
    });
    saveRecord(folder, { ...record, weights: [] });
    expect(refusal().message).toContain('run.json names none.');
    saveRecord(folder, {
      ...record,
      weights: [
        { step: 1, sha256: 'other' },
        { step: 2, sha256 },
      ],
    });
    expect(refusal().message).toBe('none');
  });
});

describe('what a killed process leaves', () => {
  it('is removed, and nothing else', () => {
    const left = [
      ...['run', 'history', 'images', 'scale', 'limits'].map((name) => `${name}.json.123`),
      ...['weights', 'products'].map((name) => `${name}.safetensors.4`),
    ];
    const kept = [
      ...['run.json', 'weights.safetensors', 'a-run.json.12', 'run.json.12.bak', 'run.json.x', 'photo.json.12'],
      ...['run.json.', 'weights.json.1'],
    ];
    for (const name of [...left, ...kept]) writeFileSync(path(name), '');
    removeLeftovers(folder);
    expect(readdirSync(folder).sort()).toEqual([...kept].sort());
    expect(existsSync(folder)).toBe(true);
  });
});
