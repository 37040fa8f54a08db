import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { resolveConfig } from '../../lib/borad/config';
import { openDataset } from '../../lib/borad/datasets';
import { disposeModel } from '../../lib/borad/methods';
import { loadTeacher } from '../../lib/borad/teachers';
import { train } from '../../lib/borad/training';
import { runFolder } from '../../lib/notebooks/study/experiments';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'borad-run-folder-')));
const before = process.cwd();
beforeAll(() => {
  writeFileSync(join(folder, 'package.json'), '{}');
  process.chdir(folder);
  vi.stubEnv('BORAD_OUTPUT', join(folder, 'out'));
});
afterAll(() => {
  process.chdir(before);
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const small = {
  data: { imageSize: 128, categories: ['bottle'], procedural: { train: 2, testGood: 1, testDefective: 1 } },
  training: { steps: 1, batchSize: 2 },
};
const of = (changes = {}) => {
  const config = resolveConfig(small, changes);
  return { config, dataset: openDataset('procedural', config.data) };
};

it('names a run by configuration and images, and takes the one that the project has only where it is that run', async () => {
  const own = runFolder('quick', of());
  expect(own).toBe(join(folder, 'out', 'runs', basename(own)));
  expect(basename(own)).toMatch(/^quick-[0-9a-f]{8}$/);
  expect(runFolder('quick', of())).toBe(own);
  expect(runFolder('quick', of({ training: { steps: 2 } }))).not.toBe(own);
  expect(runFolder('quick', of({ data: { procedural: { train: 3 } } }))).not.toBe(own);

  await prepareBackend();
  const made = join(folder, 'runs', 'quick');
  const { config, dataset } = of();
  const teacher = loadTeacher(config.teacher.name, config.teacher);
  const { model } = await train({ config, dataset, teacher, out: made, engine: 'eager' });
  disposeModel(model);
  teacher.dispose();
  expect(runFolder('quick', of())).toBe(made);
  expect(basename(runFolder('quick', of({ training: { steps: 2 } })))).toMatch(/^quick-/);
});
