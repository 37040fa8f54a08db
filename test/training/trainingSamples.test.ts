import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { writeJson } from '../../lib/borad/base';
import type { Dataset } from '../../lib/borad/datasets';
import { architectureFor } from '../../lib/borad/methods/borad';
import { loadRecord, RUN_FORMAT, saveRecord, trainingSamples } from '../../lib/borad/training';
import { tinyConfig, tinyDataset, tinyTeacher } from './tinyRun';

const folder = mkdtempSync(join(tmpdir(), 'borad-held-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const set = tinyDataset();
const withoutTests: Dataset = { ...set, samples: set.samples.filter(({ split }) => split === 'train') };

describe('trainingSamples', () => {
  it('are all training images of a set with normal test photos', () => {
    expect(trainingSamples(set, tinyConfig())).toEqual(withoutTests.samples);
  });

  it('leave out what is held back', () => {
    expect(trainingSamples(withoutTests, tinyConfig())).toHaveLength(14);
    expect(trainingSamples(withoutTests, tinyConfig({ data: { holdOut: 0 } }))).toHaveLength(16);
  });

  it('are all for a run that was recorded before photos were held back', () => {
    const config = tinyConfig();
    const { widths, prototypes } = config.model;
    saveRecord(folder, {
      format: RUN_FORMAT,
      borad: '0',
      config,
      architecture: architectureFor(tinyTeacher(), config.data.imageSize, { widths, prototypes }),
      teacher: { name: 'tiny', sha256: 'tiny', licence: 'none' },
      dataset: { name: 'tiny', categories: [], trainImages: 0 },
      environment: { node: '', tfjs: '', backend: '', engine: '' },
    });
    expect(loadRecord(folder).config.data.holdOut).toBe(0.1);
    const file = join(folder, 'run.json');
    const record = JSON.parse(readFileSync(file, 'utf8'));
    delete record.config.data.holdOut;
    delete record.sha256;
    writeJson(file, record);
    expect(loadRecord(folder).config.data.holdOut).toBe(0);
  });
});
