/** The loop over the steps of a run, by a stepper that is stood in for: what it is fed, what is kept and when, and how it ends. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CancelledError, type FolderLock, NumericError } from '../../lib/borad/base';
import type { FeatureSource } from '../../lib/borad/features';
import type { PhaseRead, RunConfig } from '../../lib/borad/methods';
import { type LossValues, stepIndices } from '../../lib/borad/training';
import { divergence, nonFinitePart } from '../../lib/borad/training/divergence';
import type { PhaseStepper, StepImages } from '../../lib/borad/training/phaseStepper';
import type { RunRecord } from '../../lib/borad/training/runRecord';
import { lossText, runSteps, type StepsOptions } from '../../lib/borad/training/runSteps';

const STEPS = 5;
const config = { seed: 3, training: { steps: STEPS, batchSize: 2, balance: 'none' } } as unknown as RunConfig;
const samples = ['a', 'b', 'c'].map((id) => ({ id, category: 'one', split: 'train', defect: 'good' }));
const stateAt = (step: number) => ({ w: { shape: [1], data: Float32Array.of(step) } });

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'borad-steps-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Losses of step t are t + 1; `spoil` changes them. */
function standIns(reads: readonly PhaseRead[] = ['features'], spoil = (_step: number, losses: LossValues) => losses) {
  const fed: [number, StepImages][] = [];
  let done = 0;
  const stepper = {
    reads: () => reads,
    async step(step: number, images: StepImages) {
      fed.push([step, images]);
      done = step + 1;
      return spoil(step, { total: step + 1, own: 0.5 });
    },
    isFinite: async () => true,
    read: async () => stateAt(done),
  } as unknown as PhaseStepper;
  const features = {
    samples,
    gather: async (indices: ArrayLike<number>) => [Float32Array.from(indices)],
  } as unknown as FeatureSource;
  return { stepper, features, fed };
}

function optionsWith(more: Partial<StepsOptions> = {}) {
  const said: [number, string | undefined][] = [];
  const progress = { update: (step: number, text?: string) => said.push([step, text]), finish() {} };
  const options: StepsOptions = { config, lossWeights: ['loss.own'], from: 0, history: [], progress, ...more };
  return { options, said };
}

function runAt(every: number) {
  const checks: number[] = [];
  const lock = { check: () => checks.push(1), release() {} } as unknown as FolderLock;
  return { run: { folder, record: { config: {} } as unknown as RunRecord, every, lock }, checks };
}
const json = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8'));

describe('runSteps', () => {
  it("feeds each step its images and their features, and says each step's losses", async () => {
    const { stepper, features, fed } = standIns();
    const seen: [number, LossValues][] = [];
    const { options, said } = optionsWith({ onStep: (step, losses) => seen.push([step, losses]) });
    expect(await runSteps(stepper, features, options)).toBeUndefined();
    const places = Array.from({ length: STEPS }, (_, step) => [...stepIndices(config, ['one', 'one', 'one'], step)]);
    expect(fed).toEqual(
      places.map((at, step) => [step, { samples: at.map((i) => samples[i]), features: [Float32Array.from(at)] }]),
    );
    const losses = places.map((_, step) => ({ total: step + 1, own: 0.5 }));
    expect(options.history).toEqual(losses);
    expect(seen).toEqual(losses.map((one, step) => [step, one]));
    expect(said[0]).toEqual([1, 'loss 1.0000 (own 0.5000)']);
    expect(said.map(([step]) => step)).toEqual([1, 2, 3, 4, 5]);
  });

  it('draws by category where the run is balanced', async () => {
    const { stepper, features, fed } = standIns();
    const uneven = ['x', 'x', 'y'].map((category, i) => ({ ...samples[i], category }));
    const balanced = { ...config, training: { ...config.training, balance: 'category' } } as RunConfig;
    const source = { ...features, samples: uneven } as unknown as FeatureSource;
    await runSteps(stepper, source, optionsWith({ config: balanced }).options);
    for (const [step, { samples: given }] of fed)
      expect(given.map(({ category }) => category).sort(), `step ${step}`).toEqual(['x', 'y']);
  });

  it('reads no features where the phase reads none, and draws copies where there are some', async () => {
    const { stepper, features, fed } = standIns(['copies']);
    const drawn: unknown[] = [];
    const copies: StepsOptions['copies'] = {
      async draw(step, indices, reads) {
        drawn.push([step, [...Array.from(indices)], reads]);
        return { copies: [Float32Array.of(step)] };
      },
      close() {},
    };
    await runSteps(stepper, features, optionsWith({ copies, from: 3 }).options);
    expect(fed.map(([step, images]) => [step, 'features' in images, images.copies])).toEqual([
      [3, false, [Float32Array.of(3)]],
      [4, false, [Float32Array.of(4)]],
    ]);
    expect(drawn).toEqual([3, 4].map((step) => [step, [...stepIndices(config, ['', '', ''], step)], ['copies']]));
  });

  it('shows the state at the numbers of finished steps that were asked for, 0 only of a fresh run', async () => {
    const shown = async (from: number) => {
      const states: number[][] = [];
      const onCheckpoint: StepsOptions['onCheckpoint'] = async (step, { w }) => {
        states.push([step, w?.data[0] ?? NaN]);
      };
      const { stepper, features } = standIns();
      const { options } = optionsWith({ from, checkpoints: [0, 2, 3, STEPS], onCheckpoint });
      await runSteps(stepper, features, options);
      return states;
    };
    expect(await shown(0)).toEqual([
      [0, 0],
      [2, 2],
      [3, 3],
      [5, 5],
    ]);
    const { stepper, features } = standIns();
    await runSteps(stepper, features, optionsWith({ checkpoints: [2] }).options);
    expect(await shown(2)).toEqual([
      [3, 3],
      [5, 5],
    ]);
  });

  it('writes a checkpoint every so many steps and at the end, each under the lock', async () => {
    const { stepper, features } = standIns();
    const { run, checks } = runAt(2);
    const written: number[][] = [];
    const onStep = () =>
      written.push(checks.length === 0 ? [] : [json('run.json').weights[0].step, json('history.json').length]);
    const record = await runSteps(stepper, features, optionsWith({ run, onStep }).options);
    expect(written).toEqual([[], [], [2, 2], [2, 2], [4, 4]]);
    expect([checks.length, record?.weights?.[0]?.step, json('history.json').length]).toEqual([3, 5, 5]);
  });

  it('stops after the step under way, with a checkpoint of it', async () => {
    for (const kept of [true, false]) {
      const { stepper, features, fed } = standIns();
      const { run, checks } = runAt(100);
      const stop = new AbortController();
      const onStep = (step: number) => step === 1 && stop.abort();
      const { options } = optionsWith({ ...(kept ? { run } : {}), signal: stop.signal, onStep });
      const stopped = runSteps(stepper, features, options);
      await expect(stopped).rejects.toThrow(CancelledError);
      await expect(stopped).rejects.toThrow(
        kept
          ? /^Stopped after step 2 of 5\. The same command with --resume continues\.$/
          : /^Stopped after step 2 of 5\.$/,
      );
      expect(fed).toHaveLength(2);
      expect(checks).toHaveLength(kept ? 1 : 0);
      if (kept) expect(json('run.json').weights[0].step).toBe(2);
    }
  });

  it('is finished where the signal comes in its last step', async () => {
    const { stepper, features } = standIns();
    const { run } = runAt(100);
    const stop = new AbortController();
    const onStep = (step: number) => step === STEPS - 1 && stop.abort();
    const record = await runSteps(stepper, features, optionsWith({ run, signal: stop.signal, onStep }).options);
    expect(record?.weights?.[0]?.step).toBe(STEPS);
  });

  it('lets others have their turn between steps', async () => {
    const { stepper, features } = standIns();
    let turns = 0;
    const take = () => {
      turns++;
      if (turns < 100) setImmediate(take);
    };
    setImmediate(take);
    await runSteps(stepper, features, optionsWith().options);
    expect(turns).toBeGreaterThanOrEqual(STEPS - 1);
  });

  it('ends at the first step that is not finite, and says which images it had and what is on disk', async () => {
    const failing = async (more: Partial<StepsOptions>, at = 2) => {
      const { stepper, features } = standIns(['features'], (step, losses) =>
        step === at ? { ...losses, own: Number.NaN } : losses,
      );
      const { options } = optionsWith(more);
      const error = await runSteps(stepper, features, options).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(NumericError);
      expect(options.history).toHaveLength(at - options.from);
      return (error as NumericError).message;
    };
    const images = [...new Set(Array.from(stepIndices(config, ['', '', ''], 2), (i) => samples[i]?.id))].join(', ');
    expect(await failing({})).toBe(
      `Training stopped at step 3 of 5: the own loss is NaN. Lower training.learningRate or loss.own, or raise training.epsilon. Images of this step: ${images}. Nothing was written.`,
    );
    const early = runAt(100);
    expect(await failing({ run: early.run })).toContain(`${folder} has no checkpoint yet.`);
    expect([early.checks.length, json('history.json').length]).toEqual([1, 2]);
    expect(await failing({ run: runAt(1).run })).toContain(`The last checkpoint in ${folder}, step 2, is as it was.`);
    expect(await failing({ run: runAt(100).run, from: 1 })).toContain(`in ${folder}, step 1, is as it was.`);
  });
});

describe('what is not finite', () => {
  const stepper = (isSound: boolean, data = [1]) => ({
    isFinite: async () => isSound,
    read: async () => ({ whole: stateAt(1).w, spoilt: { shape: [data.length], data: Float32Array.from(data) } }),
  });

  it('is a part of the loss before the total, then the state', async () => {
    expect(await nonFinitePart({ total: Infinity, own: -Infinity }, stepper(true))).toBe('the own loss is -Infinity');
    expect(await nonFinitePart({ total: Infinity, own: 1 }, stepper(true))).toBe('the total loss is Infinity');
    expect(await nonFinitePart({ total: 1 }, stepper(true, [NaN]))).toBeUndefined();
    expect(await nonFinitePart({ total: 1 }, stepper(false, [Infinity, 2]))).toBe(
      'the losses are finite, but after the update spoilt holds Infinity: a gradient is too large',
    );
    expect(await nonFinitePart({ total: 1 }, stepper(false))).toBeUndefined();
  });

  it('names what to lower, and each image once', () => {
    const about = { part: 'x', step: 0, steps: 9, images: ['a', 'b', 'a'], kept: 'K.' };
    const text = (...weights: string[]) => divergence({ ...about, weights }).message;
    expect(text()).toBe(
      'Training stopped at step 1 of 9: x. Lower training.learningRate, or raise training.epsilon. Images of this step: a, b. K.',
    );
    expect(text('loss.a', 'loss.b')).toContain('Lower training.learningRate, loss.a or loss.b, or raise');
  });
});

describe('losses in words', () => {
  it('are the total, and its parts where there are any', () => {
    expect(lossText({ total: 1.23456 })).toBe('loss 1.2346');
    expect(lossText({ total: 2, a: 1, b: 0.5 })).toBe('loss 2.0000 (a 1.0000, b 0.5000)');
  });
});
