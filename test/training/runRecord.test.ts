/** What `run.json` must hold, part by part: each edit is of a record that is right otherwise, without the SHA-256 that would give it away. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { DataError } from '../../lib/borad/base';
import { methodOf } from '../../lib/borad/methods';
import { checkArchitecture, loadRecord, RUN_FORMAT, type RunRecord } from '../../lib/borad/training';
import { smallConfig } from '../methods/smallSettings';
import { refusalOf } from './refusal';
import { tinyTeacher } from './tinyRun';

const folder = mkdtempSync(join(tmpdir(), 'borad-record-'));
const file = join(folder, 'run.json');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Part = { [key: string]: unknown };
const recordOf = (): RunRecord => {
  const config = smallConfig('borad');
  return {
    ...{ format: RUN_FORMAT, borad: '0', config },
    architecture: methodOf('borad').architecture(tinyTeacher(), config, []),
    teacher: { name: 'tiny', sha256: 'tiny', licence: 'none' },
    dataset: { name: 'tiny', categories: ['a'], trainImages: 16 },
    environment: { node: '20', tfjs: '4', backend: 'wasm', engine: 'eager' },
  };
};

/** Puts a value at a path; undefined takes away what is there. */
function edited(path: string, value: unknown): string {
  const record = recordOf() as unknown as Part;
  const names = path.split('.');
  const last = names.pop() ?? '';
  const owner = names.reduce<Part>((part, name) => part[name] as Part, record);
  owner[last] = value;
  return JSON.stringify(record);
}

function refusal(text: string) {
  writeFileSync(file, text);
  return refusalOf(() => loadRecord(folder));
}

const environment = { node: '20', tfjs: '4', backend: 'wasm', engine: 'eager' };

describe('a record', () => {
  it.each([
    ['featureType', 'float16'],
    ['moved', [{ step: 1, steps: 2 }]],
    ['weights', [{ step: 0, sha256: 'x' }]],
    ['dataset.sha256', 'x'],
    ['environment.provider', 'cuda'],
    ['environment.continued', [{ step: 3, ...environment }]],
    ['later', 'what a later version adds'],
  ])('may hold %s %j', (path, value) => {
    expect(refusal(edited(path, value)).message).toBe('none');
  });

  it.each([
    ...['borad', 'config', 'architecture', 'teacher', 'dataset', 'environment'],
    ...['config.seed', 'config.data', 'config.teacher', 'config.training', 'config.detection', 'config.evaluation'],
    ...[
      'teacher.name',
      'teacher.sha256',
      'teacher.licence',
      'dataset.name',
      'dataset.categories',
      'dataset.trainImages',
    ],
    ...['environment.node', 'environment.tfjs', 'environment.backend', 'environment.engine'],
    ...['config.model', 'config.loss', 'architecture.widths', 'architecture.channels'],
  ])('must hold %s', (path) => {
    expect(refusal(edited(path, undefined))).toEqual({
      message: expect.stringContaining(`is not the record of a run: ${path}: `),
      file,
    });
  });

  it.each([
    ['dataset.categories', [1], 'dataset.categories.0'],
    ['dataset.trainImages', -1],
    ['dataset.trainImages', 1.5],
    ['dataset.sha256', 3],
    ['environment.provider', 3],
    ['environment.processor', 3],
    ['environment.continued', [{ step: -1, ...environment }], 'environment.continued.0.step'],
    ['environment.continued', [{ step: 1 }], 'environment.continued.0.node'],
    ['featureType', 'float8'],
    ['moved', [{ step: 1 }], 'moved.0.steps'],
    ['moved', [{ step: 1, steps: 2, more: 3 }], 'moved.0'],
    ['weights', [{ step: -1, sha256: 'x' }], 'weights.0.step'],
    ['weights', [{ step: 1 }], 'weights.0.sha256'],
    ['config.method', 3],
  ])('must not hold %s %j', (path, value, named = path) => {
    expect(refusal(edited(path, value)).message).toContain(`is not the record of a run: ${named}: `);
  });

  it.each([
    ['3', 'it holds 3, an object is expected'],
    ['null', 'it holds null, an object is expected'],
    [JSON.stringify(['a'.repeat(99)]), `it holds ["${'a'.repeat(38)}, an object is expected`],
    ['{}', 'it does not name its format'],
  ])('is no %s', (text, message) => {
    expect(refusal(text)).toEqual({ message: expect.stringContaining(message), file });
  });

  it('of another format is of another version', () => {
    expect(refusal(edited('format', 2))).toEqual({
      message: `${file} has format 2; this version reads format 1.`,
      file,
    });
  });

  it('has settings that there are, and no method that there is not', () => {
    expect(refusal(edited('config.training.stepz', 3))).toEqual({
      message: expect.stringMatching(/the run's config cannot be read\. .*stepz/),
      file,
    });
    expect(refusal(edited('config.method', 'none')).message).toMatch(/config cannot be read\. .*none/);
  });

  it('does not contradict itself', () => {
    expect(refusal(edited('architecture.prototypes', 4))).toEqual({
      message: expect.stringContaining('according to its config, architecture.prototypes is 3, but it says 4.'),
      file,
    });
  });

  it('is as it was written', () => {
    expect(refusal(edited('sha256', 'x'))).toEqual({
      message: expect.stringMatching(/was changed after it was written/),
      file,
    });
  });

  it('is in a folder of a run', () => {
    const none = join(folder, 'none');
    expect(() => loadRecord(none)).toThrow(DataError);
    expect(() => loadRecord(none)).toThrow(`${none} holds no run: ${join(none, 'run.json')} is missing.`);
    expect(() => loadRecord(none)).toThrow(expect.objectContaining({ file: join(none, 'run.json') }));
  });
});

describe('checkArchitecture', () => {
  const check = (change: (record: RunRecord) => void, teacher = tinyTeacher()) => {
    const record = recordOf();
    change(record);
    return () => checkArchitecture(folder, record, teacher);
  };

  it('compares a network with that which its settings give', () => {
    expect(check(() => {})).not.toThrow();
    const other = check((record) => Object.assign(record.architecture, { signed: false }));
    expect(other).toThrow(DataError);
    expect(other).toThrow(/its teacher, architecture\.signed is true, but it says false\. Restore/);
    expect(other).toThrow(expect.objectContaining({ file }));
  });

  it('names why settings describe none', () => {
    const none = check((record) => Object.assign(record.config.data, { imageSize: 32 }));
    expect(none).toThrow(DataError);
    expect(none).toThrow(/its settings do not describe a network \(.*fused map would be/);
    expect(none).toThrow(expect.objectContaining({ cause: expect.objectContaining({ name: 'ShapeError' }) }));
  });
});
