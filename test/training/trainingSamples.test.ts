import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { writeJson } from '../../lib/base';
import type { Dataset } from '../../lib/datasets';
import { loadRecord, RUN_FORMAT, saveRecord, trainingSamples } from '../../lib/training';
import { tinyConfig, tinyDataset } from './tinyRun';

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
    saveRecord(folder, { format: RUN_FORMAT, config } as Parameters<typeof saveRecord>[1]);
    expect(loadRecord(folder).config.data.holdOut).toBe(0.1);
    const file = join(folder, 'run.json');
    const record = JSON.parse(readFileSync(file, 'utf8'));
    delete record.config.data.holdOut;
    writeJson(file, record);
    expect(loadRecord(folder).config.data.holdOut).toBe(0);
  });
});
