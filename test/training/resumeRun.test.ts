import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { DataError, lockFolder, OptionError, progressReporter } from '../../lib/borad/base';
import type { ConfigOverrides } from '../../lib/borad/config';
import type { Dataset } from '../../lib/borad/datasets';
import { computeFeatures, type FeatureSet } from '../../lib/borad/features';
import { disposeModel } from '../../lib/borad/methods';
import { loadRecord, loadRun, type TrainOptions, train, trainingSamples } from '../../lib/borad/training';
import { checkImages } from '../../lib/borad/training/trainingImages';
import { smallDisk } from '../base/smallDisk';
import { tinyConfig, tinyDataset, tinyTeacher } from './tinyRun';

const progress = progressReporter('silent');
let folder = '';
let features: FeatureSet;
let notes: string[] = [];
beforeAll(async () => {
  await prepareBackend();
  folder = mkdtempSync(join(tmpdir(), 'borad-resume-'));
  const dataset = tinyDataset();
  features = await computeFeatures(tinyTeacher(), dataset, trainingSamples(dataset, tinyConfig()));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(out: string, training: ConfigOverrides, more: Partial<TrainOptions> = {}) {
  notes = [];
  const { model, history, record } = await train({
    config: tinyConfig({ training }),
    teacher: tinyTeacher(),
    dataset: tinyDataset(),
    features,
    progress,
    out,
    // What is tested here is the same by either engine, and few steps are quicker taken than compiled.
    engine: 'eager',
    onNote: (note) => notes.push(note),
    ...more,
  });
  disposeModel(model);
  return { history, record };
}

/** Everything in a folder. */
const contents = (out: string) =>
  Object.fromEntries(readdirSync(out).map((name) => [name, readFileSync(join(out, name)).toString('base64')]));

/** The tiny set with the content of some images changed under their names. */
function withOtherImages(...ids: string[]): Dataset {
  const dataset = tinyDataset();
  return {
    ...dataset,
    async read(sample) {
      const decoded = await dataset.read(sample);
      if (ids.includes(sample.id)) decoded.pixels[7] ^= 1;
      return decoded;
    },
  };
}

describe('images of a run that is continued', () => {
  it('must be the same by content, and those that are not are named', async () => {
    const out = join(folder, 'images');
    await run(out, { steps: 1 });
    const before = contents(out);
    const dataset = withOtherImages('rows/train/good/3', 'columns/train/good/0');
    const other = run(out, { steps: 2 }, { resume: true, dataset });
    await expect(other).rejects.toThrow(DataError);
    await expect(other).rejects.toThrow(
      /trained on other images.*2 of 16 differ: rows\/train\/good\/3, columns\/train\/good\/0/,
    );
    expect(contents(out)).toEqual(before);
    // Test images are none of the training's business.
    await run(out, { steps: 2 }, { resume: true, dataset: withOtherImages('rows/test/good/1') });
    expect(loadRun(out).step).toBe(2);
  });

  it('are named where one is missing or new', async () => {
    const out = join(folder, 'missing');
    await run(out, { steps: 1 });
    const without = (id: string): Dataset => {
      const dataset = tinyDataset();
      return { ...dataset, samples: dataset.samples.filter((sample) => sample.id !== id) };
    };
    const known = [...features.samples];
    const fewer = run(out, { steps: 2 }, { resume: true, dataset: without('rows/train/good/3') });
    await expect(fewer).rejects.toThrow(/1 of 16 differ: rows\/train\/good\/3 \(missing\)\. Restore them/);
    const more = { ...tinyDataset(), samples: [...tinyDataset().samples, { ...known[0], id: 'rows/train/good/new' }] };
    await expect(run(out, { steps: 2 }, { resume: true, dataset: more })).rejects.toThrow(
      /1 of 17 differ: rows\/train\/good\/new/,
    );
    expect(loadRun(out).step).toBe(1);
  });

  it('are compared when a finished run is only loaded, since its colour scale may still be measured on the set', async () => {
    const out = join(folder, 'finished');
    await run(out, { steps: 1 });
    const before = contents(out);
    const dataset = withOtherImages('rows/train/good/3');
    await expect(run(out, { steps: 1 }, { resume: true, dataset })).rejects.toThrow(/1 of 16 differ: rows\/train/);
    expect(() => checkImages(out, 'known', undefined)).toThrow(/these are procedural/);
    expect(contents(out)).toEqual(before);
  });

  it.each(['null', '{', '[]', ''])('are compared though images.json holds %j', async (text) => {
    const out = join(folder, `images ${text.length} ${text.charCodeAt(0)}`);
    await run(out, { steps: 1 });
    writeFileSync(join(out, 'images.json'), text);
    const dataset = withOtherImages('rows/train/good/3');
    await expect(run(out, { steps: 2 }, { resume: true, dataset })).rejects.toThrow(/trained on other images/);
    await run(out, { steps: 2 }, { resume: true });
    expect(loadRun(out).step).toBe(2);
  });

  it('cannot be compared in a run of an earlier version: that is said, and from then on they are', async () => {
    const out = join(folder, 'earlier');
    await run(out, { steps: 1 });
    const record = JSON.parse(readFileSync(join(out, 'run.json'), 'utf8'));
    for (const name of ['sha256', 'weights']) delete record[name];
    delete record.dataset.sha256;
    writeFileSync(join(out, 'run.json'), JSON.stringify(record));
    rmSync(join(out, 'images.json'));
    await run(out, { steps: 2 }, { resume: true });
    expect(notes.join()).toMatch(/earlier version.*no way to see whether they are the same/);
    expect(loadRun(out).record.weights).toHaveLength(1);
    const dataset = withOtherImages('rows/train/good/0');
    await expect(run(out, { steps: 3 }, { resume: true, dataset })).rejects.toThrow(/1 of 16 differ: rows/);
  });
});

describe('another end', () => {
  it('is gone on to, and what it means for the schedules is said', async () => {
    const out = join(folder, 'longer');
    const first = await run(out, { steps: 5 });
    const { history } = await run(out, { steps: 10 }, { resume: true });
    expect(history.slice(0, 5)).toEqual(first.history);
    expect(history).toHaveLength(10);
    expect(notes).toEqual([
      'The end moves from step 5 to 10, and the schedules with it. The learning rate, which had fallen at step 4, is 0.005 again until step 8; the momentum is 0.9945 instead of 0.9990 at step 5. The weights will not be those of a run that had 10 steps from the start.',
    ]);
    const record = loadRecord(out);
    expect(record.config.training.steps).toBe(10);
    expect(record.moved).toEqual([{ step: 5, steps: 5 }]);
    // The same command again only loads.
    await run(out, { steps: 10 }, { resume: true, onStep: () => expect.unreachable('trained again') });
    expect(notes).toEqual([]);
  });

  it('is gone on to after a stop as without one', async () => {
    const [whole, stopped] = [join(folder, 'longer-whole'), join(folder, 'longer-stopped')];
    for (const out of [whole, stopped]) await run(out, { steps: 2 });
    await run(whole, { steps: 6 }, { resume: true });
    const controller = new AbortController();
    const onStep = (step: number) => step === 3 && controller.abort();
    await expect(run(stopped, { steps: 6 }, { resume: true, signal: controller.signal, onStep })).rejects.toThrow(
      /Stopped after step 4 of 6/,
    );
    await run(stopped, { steps: 6 }, { resume: true });
    expect(contents(stopped)).toEqual(contents(whole));
  });

  it('may be named by passes over the images', async () => {
    const out = join(folder, 'epochs');
    await run(out, { epochs: 1 });
    expect(loadRun(out).step).toBe(4);
    const { history } = await run(out, { epochs: 2 }, { resume: true });
    expect(history).toHaveLength(8);
    expect(loadRecord(out).config.training).toMatchObject({ epochs: 2, steps: 8 });
  });

  it('before the steps that are done is refused, and nothing changes', async () => {
    const out = join(folder, 'shorter');
    await run(out, { steps: 3 });
    const before = contents(out);
    const shorter = run(out, { steps: 2 }, { resume: true });
    await expect(shorter).rejects.toThrow(OptionError);
    await expect(shorter).rejects.toThrow(/has finished 3 steps; 2 is fewer. Nothing was changed/);
    expect(contents(out)).toEqual(before);
  });

  it('is all that may differ; what else does is named', async () => {
    const out = join(folder, 'other');
    await run(out, { steps: 1 });
    await expect(run(out, { steps: 2, learningRate: 0.001 }, { resume: true })).rejects.toThrow(
      /training\.learningRate was 0\.005, is 0\.001/,
    );
    const dataset = { ...tinyDataset(), name: 'another' };
    await expect(run(out, { steps: 2 }, { resume: true, dataset })).rejects.toThrow(
      /the data set was "tiny", is "another"\. Bring back what the run was made with/,
    );
  });
});

describe("the teacher's file", () => {
  it('is recorded by its whole path, and may have moved when the run is continued', async () => {
    const out = join(folder, 'teacher');
    await run(out, { steps: 1 }, { config: tinyConfig({ training: { steps: 1 }, teacher: { file: 'near/w.onnx' } }) });
    expect(loadRecord(out).config.teacher.file).toBe(join(process.cwd(), 'near', 'w.onnx'));
    const config = tinyConfig({ training: { steps: 2 }, teacher: { file: '/elsewhere/w.onnx' } });
    await run(out, {}, { config, resume: true });
    expect(loadRun(out).step).toBe(2);
  });
});

describe('a run folder in use', () => {
  it('is left as it is by a second training, new or resumed', async () => {
    const out = join(folder, 'used');
    await run(out, { steps: 1 });
    const lock = lockFolder(out);
    const before = contents.bind(null, out);
    const names = readdirSync(out);
    const weights = readFileSync(join(out, 'weights.safetensors'));
    for (const resume of [true, false]) {
      await expect(run(out, { steps: 2 }, { resume })).rejects.toThrow(
        new RegExp(`in use by process ${process.pid} on this machine, since `),
      );
    }
    expect(readdirSync(out)).toEqual(names);
    expect(readFileSync(join(out, 'weights.safetensors')).equals(weights)).toBe(true);
    // Reading needs no lock.
    expect(loadRun(out).step).toBe(1);
    lock.release();
    await run(out, { steps: 2 }, { resume: true });
    expect(Object.keys(before()).sort()).toEqual(['history.json', 'images.json', 'run.json', 'weights.safetensors']);
  });

  it('lets one of two trainings through that start at once', async () => {
    const out = join(folder, 'race');
    const results = await Promise.allSettled([run(out, { steps: 2 }), run(out, { steps: 2 })]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(loadRun(out).step).toBe(2);
  });
});

describe('a checkpoint that the disk refuses', () => {
  it('ends the run with the last good one, from which it continues when there is room', async ({ skip }) => {
    const disk = smallDisk(20);
    if (typeof disk === 'string') return skip(disk);
    try {
      const [whole, out] = [join(folder, 'room'), join(disk.folder, 'run')];
      await run(whole, { steps: 5 });
      const onStep = (step: number) => {
        if (step !== 2) return;
        // The disk fills up while the third step is under way.
        const bytes = Buffer.alloc(4096);
        try {
          for (let i = 0; i < 10_000; i++) writeFileSync(join(disk.folder, `filler-${i}`), bytes);
        } catch {
          // Full.
        }
      };
      const full = run(out, { steps: 5 }, { checkpointEvery: 1, onStep });
      await expect(full).rejects.toThrow(DataError);
      await expect(full).rejects.toThrow(/Cannot write .*: the disk is full\. \d+ bytes .* are needed/);
      expect(loadRun(out).step).toBe(2);
      for (const name of readdirSync(disk.folder)) if (name.startsWith('filler')) rmSync(join(disk.folder, name));
      await run(out, { steps: 5 }, { resume: true });
      expect(contents(out)).toEqual(contents(whole));
    } finally {
      disk.remove();
    }
  });
});
