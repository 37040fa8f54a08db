/** What an untrained or hand-made method lets through, where the answer is known. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { createRng, sidesOf } from '../../lib/borad/base';
import { computeFeatures, type FeatureSet } from '../../lib/borad/features';
import { disposeModel, methodOf } from '../../lib/borad/methods';
import type { RunRecord } from '../../lib/borad/training';
import { letThrough, measurePassed, rebuiltSets, type TwinSets } from '../../lib/notebooks/study/rivals';
import { smallConfig } from '../methods/smallSettings';
import { there } from '../there';
import { tinyDataset, tinyTeacher } from '../training/tinyRun';

let sets: TwinSets;
const teacher = tinyTeacher();

/** A method with its start state. */
function fresh(name: string) {
  const config = smallConfig(name);
  const method = methodOf(name);
  const architecture = method.architecture(teacher, config, ['a', 'b']);
  const model = method.initialise(createRng(1), architecture, config);
  return { model, record: { architecture, config } as RunRecord };
}

/** The features with the defect's place overwritten by the image's first place: scenes without their defects. */
function withoutDefects(set: FeatureSet): FeatureSet {
  const scales = set.scales.map((data, scale) => {
    const [height, width, channels] = set.shapes[scale];
    const copy = data.slice();
    const [rows, columns] = sidesOf(set.imageSize);
    const stride = rows / height;
    for (let i = 0; i < copy.length / channels; i++) {
      const [image, place] = [Math.floor(i / (height * width)), i % (height * width)];
      const pixel = Math.floor(place / width) * stride * columns + (place % width) * stride;
      const start = image * height * width * channels;
      if (set.masks[image][pixel]) copy.set(data.subarray(start, start + channels), i * channels);
    }
    return copy;
  });
  return { ...set, scales };
}

/** One category is moved away from the other, which stripes alone do not tell apart on average. */
function apart(set: FeatureSet): FeatureSet {
  const scales = set.scales.map((data) => {
    const each = data.length / set.samples.length;
    return data.map((value, i) =>
      i % 8 === 0 && set.samples[Math.floor(i / each)].category === 'columns' ? value + 3 : value,
    );
  });
  return { ...set, scales };
}

beforeAll(async () => {
  await prepareBackend();
  const dataset = tinyDataset();
  const of = async (split: string, good: boolean) => {
    const found = await computeFeatures(
      teacher,
      dataset,
      dataset.samples.filter((s) => s.split === split && (s.defect === 'good') === good),
    );
    return apart(found);
  };
  const defective = await of('test', false);
  sets = {
    train: await of('train', true),
    normal: await of('test', true),
    defective,
    intact: withoutDefects(defective),
  };
});

describe('letThrough', () => {
  it('is nothing for a method that rebuilds nothing', async () => {
    const { model, record } = fresh('simplenet');
    expect(await letThrough({ model, record }, sets)).toBeUndefined();
    disposeModel(model);
  });

  it('asks for no weights of a method that rebuilds nothing, and for a record of one that does', async () => {
    expect(await measurePassed({ method: 'simplenet', seed: 999 }, sets, 1)).toBeUndefined();
    await expect(measurePassed({ method: 'rd4ad', seed: 999 }, sets, 1)).rejects.toThrow(/is not recorded/);
  });

  it('is a copied share near 1 and full fidelity for a memory that holds the test patches themselves', async () => {
    const { model, record } = fresh('patchcore');
    const seen = there(await rebuiltSets({ model, record }, [sets.defective, sets.intact, sets.normal]));
    const patches = seen.flatMap(({ seen: [map] }) => Array.from(map.data as Float32Array));
    const width = seen[0].seen[0].shape[3];
    const bank = tf.tensor2d(patches, [patches.length / width, width]);
    const passed = there(await letThrough({ model: { bank }, record }, sets));
    expect(passed.copiedShare.value).toBeGreaterThan(0.98);
    expect(passed.copySim).toBeGreaterThan(0.999);
    expect(passed.copySimNormal).toBeGreaterThan(0.999);
    expect(passed.confusion).toBe(0);
    bank.dispose();
    disposeModel(model);
  });

  it('is no copied share and all confusion for a memory of one entry', async () => {
    const { model, record } = fresh('patchcore');
    const [{ seen }] = there(await rebuiltSets({ model, record }, [sets.train]));
    const width = seen[0].shape[3];
    const bank = tf.tensor2d(Array.from((seen[0].data as Float32Array).subarray(0, width)), [1, width]);
    const passed = there(await letThrough({ model: { bank }, record }, sets));
    expect(passed.copiedShare.value).toBeCloseTo(0, 6);
    expect(passed.confusion).toBe(0.5);
    bank.dispose();
    disposeModel(model);
  });
});

it('gives one result per image, also where the last batch is not full', async () => {
  for (const name of ['rd4ad', 'uniad', 'vitad', 'borad']) {
    const { model, record } = fresh(name);
    const ten: FeatureSet = {
      ...sets.train,
      samples: sets.train.samples.slice(0, 10),
      scales: sets.train.scales.map((data) => data.slice(0, (data.length / sets.train.samples.length) * 10)),
    };
    const [whole, some] = there(await rebuiltSets({ model, record }, [sets.train, ten]));
    some.rebuilt.forEach((map, scale) => {
      expect(map.shape[0]).toBe(10);
      const same = (whole.rebuilt[scale].data as Float32Array).subarray(0, map.data.length);
      expect(Array.from(map.data)).toEqual(Array.from(same));
      expect(map.shape).toEqual(some.seen[scale].shape);
    });
    disposeModel(model);
  }
});
