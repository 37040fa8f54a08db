import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataError, OptionError } from '../../lib/borad/base';
import { isSensible, MODULE_SETS, type Module, moduleNames, variants } from '../../lib/borad/methods/borad';
import { runHash } from '../../lib/borad/recording';
import { plannedJobs, STUDY_NAMES, studiesOf } from '../../lib/borad/sweeps';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'borad-study-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the ablations', () => {
  it("have the values of the paper's tables", () => {
    const values = Object.fromEntries(
      studiesOf('ablations').map((study) => [study.name, study.values.map(({ value }) => value)]),
    );
    expect(values).toMatchObject({
      'lambda-spatial': ['0.1', '0.5', '1', '2'],
      'lambda-global': ['0.1', '0.5', '1', '2'],
      prototypes: ['3', '5', '7', '10'],
      momentum: ['constant 0.9', 'constant 0.99', 'constant 0.999', 'linear 0.99-0.999'],
      'masking-ratio': ['0.1', '0.3', '0.5', '0.7', '0.9'],
    });
    expect(values.modules).toHaveLength(16);
  });

  it('combine modules only where each has something to act on', () => {
    const on = (...names: Module[]) => new Set<Module>(names);
    expect(isSensible(on('shift', 'global'))).toBe(false);
    expect(isSensible(on('prototypes', 'global'))).toBe(false);
    expect(isSensible(on('prototypes', 'shift', 'global'))).toBe(true);
    expect(isSensible(on('global', 'spatial', 'masking'))).toBe(true);
    expect(new Set(MODULE_SETS.map(moduleNames)).size).toBe(16);
  });

  it('are 32 runs of one seed, of which the defaults and the variants have the names of recorded runs', () => {
    const jobs = plannedJobs({ studies: studiesOf('ablations') });
    expect(jobs).toHaveLength(32);
    const usual = jobs.find(({ hash }) => hash === '5f4a002d27eb');
    expect(usual?.cells.map(({ study, value }) => `${study} ${value}`)).toEqual([
      'lambda-spatial 1',
      'lambda-global 1',
      'prototypes 7',
      'momentum linear 0.99-0.999',
      'masking-ratio 0.5',
      'modules prototypes + shift + masking + global + spatial',
    ]);
    const names = jobs.map(({ hash }) => hash);
    for (const variant of Object.keys(variants)) expect(names, variant).toContain(runHash({ variant, seed: 1 }));
  });

  it('go seed by seed', () => {
    const seeds = plannedJobs({ studies: studiesOf('momentum'), seeds: [4, 2] }).map(({ spec }) => spec.seed);
    expect(seeds).toEqual([4, 4, 4, 4, 2, 2, 2, 2]);
  });
});

describe('studiesOf', () => {
  const write = (name: string, value: unknown) => {
    const file = join(folder, name);
    writeFileSync(file, JSON.stringify(value));
    return file;
  };
  const own = {
    name: 'batch',
    about: 'Images per step.',
    usual: '8',
    values: [
      { value: '4', settings: { training: { batchSize: 4 } } },
      { value: '8', settings: {} },
    ],
  };

  it('reads a study of a file, and a list of them', () => {
    expect(studiesOf(write('one.json', own))).toEqual([own]);
    expect(studiesOf(write('two.json', [own, { ...own, name: 'other' }]))).toHaveLength(2);
  });

  it('takes a method as a value like any other setting', () => {
    const studies = studiesOf(
      write('methods.json', { ...own, values: [{ value: '8', settings: { method: 'rd4ad' } }] }),
    );
    const [job] = plannedJobs({ studies });
    expect(job.config.method).toBe('rd4ad');
    expect(job.hash).toBe(runHash({ method: 'rd4ad' }));
  });

  it.each([
    [{ ...own, usual: '16' }, /usual: expected the name of a value/],
    [{ ...own, values: [own.values[1], own.values[1]] }, /named twice/],
    [{ ...own, name: 'two words' }, /name: expected letters/],
    [{ ...own, more: 1 }, /more/],
    ['text', /docs\/sweeps\.md/],
  ])('says what is wrong with %j', (value, message) => {
    const file = write('wrong.json', value);
    expect(() => studiesOf(file)).toThrow(DataError);
    expect(() => studiesOf(file)).toThrow(message);
  });

  it('lists the studies that there are', () => {
    expect(() => studiesOf('nothing')).toThrow(OptionError);
    expect(() => studiesOf('nothing')).toThrow(STUDY_NAMES.join(', '));
  });

  it('refuses a setting that the method does not have before anything is written', () => {
    const studies = studiesOf('lambda-spatial');
    expect(() => plannedJobs({ studies, method: 'rd4ad' })).toThrow(/loss/);
  });
});
