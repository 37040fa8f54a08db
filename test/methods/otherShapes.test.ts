/** Methods on images that are no squares. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { CancelledError, progressReporter, ShapeError } from '../../lib/borad/base';
import { resolveConfig } from '../../lib/borad/config';
import { createDetector } from '../../lib/borad/detection';
import { disposeModel, type RunConfig } from '../../lib/borad/methods';
import { type TrainOptions, train } from '../../lib/borad/training';
import { there } from '../there';
import { tinyDataset, tinyTeacher } from '../training/tinyRun';
import { methods, smallConfig } from './smallSettings';

const SQUARES_ONLY = ['mambaad', 'destseg'];
const [HEIGHT, WIDTH] = [64, 160];

const wideConfig = (method: string): RunConfig =>
  resolveConfig<RunConfig>(smallConfig(method, { steps: 2 }), { data: { imageSize: [HEIGHT, WIDTH] } });

beforeAll(async () => {
  await prepareBackend();
});

it('continues a run on them after a stop as if there had been none, bit for bit', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'borad-shapes-'));
  const run = (out: string, more: Partial<TrainOptions> = {}) =>
    train({
      config: resolveConfig(wideConfig('borad'), { training: { steps: 4 } }),
      ...{ teacher: tinyTeacher(), dataset: tinyDataset([HEIGHT, WIDTH]), out: join(folder, out) },
      ...{ progress: progressReporter('silent'), ...more },
    });
  disposeModel((await run('whole')).model);
  const controller = new AbortController();
  const onStep = (step: number) => {
    if (step === 1) controller.abort();
  };
  await expect(run('stopped', { onStep, signal: controller.signal })).rejects.toThrow(CancelledError);
  disposeModel((await run('stopped', { resume: true })).model);
  for (const name of ['weights.safetensors', 'history.json'])
    expect(readFileSync(join(folder, 'stopped', name)).equals(readFileSync(join(folder, 'whole', name))), name).toBe(
      true,
    );
  rmSync(folder, { recursive: true, force: true });
});

describe.each(methods)('%s', (name) => {
  const options = () => ({
    ...{ config: wideConfig(name), teacher: tinyTeacher(), dataset: tinyDataset([HEIGHT, WIDTH]) },
    progress: progressReporter('silent'),
  });

  if (SQUARES_ONLY.includes(name)) {
    it('refuses them before training, and says what to do', async () => {
      await expect(train(options())).rejects.toThrow(ShapeError);
      await expect(train(options())).rejects.toThrow(
        /data\.imageSize: .* need squares, one number, got \[64, 160\]\. Set data\.imageSize=160, or take another method/,
      );
    });
    return;
  }

  it('is trained on them and gives maps of their shape', async () => {
    const given = options();
    const { model, record } = await train(given);
    const detector = createDetector({ ...given, architecture: record.architecture, model });
    disposeModel(model);
    const sample = there(given.dataset.samples.find(({ defect }) => defect === 'square'));
    const { pixels } = await given.dataset.read(sample);
    const { maps, scores, size } = await detector.detect(Float32Array.from(pixels), 1, [sample.category]);
    detector.dispose();
    expect(size).toEqual([HEIGHT, WIDTH]);
    expect(maps).toHaveLength(HEIGHT * WIDTH);
    expect(maps.every(Number.isFinite)).toBe(true);
    expect(scores[0]).toBe(Math.max(...maps));
  });

  it('refuses sides that its maps do not divide', async () => {
    const config = {
      ...wideConfig(name),
      data: { ...wideConfig(name).data, imageSize: [64, 100] as [number, number] },
    };
    await expect(train({ ...options(), config, dataset: tinyDataset([64, 100]) })).rejects.toThrow(
      /data\.imageSize: expected multiples of \d+ .*, got \[64, 100\]/,
    );
  });
});
