import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { createRng, DataError, encodeSafetensors, type StoredTensor } from '../../lib/borad/base';
import { measureWork, sumCosts } from '../../lib/borad/layers';
import {
  CATALOGUE,
  cachePlace,
  catalogueEntry,
  checkWeights,
  loadResnetTeacher,
  loadTeacher,
  RESNET_18,
  RESNET_50,
  type ResnetShape,
  randomResnetWeights,
  readWeights,
  resnetCosts,
  resnetTeacher,
  resnetTensorShapes,
  WIDE_RESNET_50_2,
  weightsFit,
} from '../../lib/borad/teachers';
import { there } from '../there';
import { legacyPth, type WrittenTensor, zipPth } from './pthWriter';

const folder = mkdtempSync(join(tmpdir(), 'borad-catalogue-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(async () => {
  await prepareBackend('wasm');
});
beforeEach(() => {
  vi.stubEnv('BORAD_CACHE', mkdtempSync(join(folder, 'cache-')));
});
afterEach(() => {
  vi.unstubAllEnvs();
});

/** Weights as a publisher's file has them: with layer4, classifier and counters. */
function published(shape: ResnetShape): Record<string, StoredTensor> {
  const weights = randomResnetWeights(createRng(2), shape);
  for (const norm of Object.keys(weights).filter((name) => name.endsWith('running_var'))) {
    weights[norm.replace('running_var', 'num_batches_tracked')] = { shape: [1], data: Float32Array.of(3) };
  }
  weights['layer4.0.conv1.weight'] = { shape: [1, 1, 1, 1], data: Float32Array.of(1) };
  weights['fc.weight'] = { shape: [1, 1], data: Float32Array.of(1) };
  return weights;
}

const asWritten = (weights: Record<string, StoredTensor>): Record<string, WrittenTensor> =>
  Object.fromEntries(
    Object.entries(weights).map(([name, { shape, data }]) => {
      const isCounter = name.endsWith('num_batches_tracked');
      const numbers = isCounter ? BigInt64Array.from(data, BigInt) : data;
      return [
        name,
        {
          bytes: new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength),
          storage: isCounter ? 'Long' : 'Float',
          bytesEach: isCounter ? 8 : 4,
          shape,
        },
      ];
    }),
  );

const put = (file: string, bytes: Uint8Array): string => {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, bytes);
  return file;
};

describe('shapes of published networks', () => {
  const parametersOf = (shape: ResnetShape) =>
    [...resnetTensorShapes(shape)]
      .filter(([name]) => !name.includes('running_'))
      .reduce((sum, [, size]) => sum + size.reduce((a, b) => a * b, 1), 0);

  it('have 24,862,528 parameters to layer3 of the teacher of the paper', () => {
    expect(parametersOf(WIDE_RESNET_50_2)).toBe(24_862_528);
  });

  it('agree with the whole networks less layer4 and classifier, and with resnetCosts', () => {
    // torchvision states 68,883,240, 25,557,032 and 11,689,512 parameters. A bottleneck of width w has w (c + 9 w + o + 4) +
    // 2 o, a basic block 9 c o + 9 o o + 4 o, a shortcut c o + 2 o.
    const bottleneck = (c: number, w: number, o: number) => w * (c + 9 * w + o + 4) + 2 * o;
    const basic = (c: number, o: number) => 9 * c * o + 9 * o * o + 4 * o;
    const shortcut = (c: number, o: number) => c * o + 2 * o;
    const deep = (w: number) => bottleneck(1024, w, 2048) + shortcut(1024, 2048) + 2 * bottleneck(2048, w, 2048);
    const classifier = (inputs: number) => 1000 * (inputs + 1);
    expect(parametersOf(WIDE_RESNET_50_2)).toBe(68_883_240 - deep(1024) - classifier(2048));
    expect(parametersOf(RESNET_50)).toBe(25_557_032 - deep(512) - classifier(2048));
    expect(parametersOf(RESNET_18)).toBe(
      11_689_512 - (basic(256, 512) + shortcut(256, 512) + basic(512, 512)) - classifier(512),
    );
    for (const { shape } of CATALOGUE) expect(sumCosts(resnetCosts(224, shape)).parameters).toBe(parametersOf(shape));
  });

  it('name the files by the start of their hash', () => {
    expect(CATALOGUE.map(({ name }) => name)).toEqual(['wide-resnet50-2', 'resnet50', 'resnet18']);
    for (const { file, url, sha256Prefix } of CATALOGUE) {
      expect(sha256Prefix).toMatch(/^[0-9a-f]{8}$/);
      expect(file).toContain(`-${sha256Prefix}.pth`);
      expect(url.endsWith(`/${file}`)).toBe(true);
    }
  });
});

describe('basic blocks', () => {
  const shape: ResnetShape = { stem: 4, depths: [2, 1, 2], widths: [4, 6, 8], channels: [4, 6, 8], block: 'basic' };

  it('compute two 3x3 convolutions, the stride in the first', async () => {
    const rng = createRng(9);
    const weights = randomResnetWeights(rng, shape);
    const fill = (data: Float32Array, low: number, high: number) =>
      data.set(Float32Array.from(data, () => rng.range(low, high)));
    for (const [name, { data }] of Object.entries(weights)) {
      if (/(bn\d|downsample\.1)\.(weight|running_var)$/.test(name)) fill(data, 0.5, 1.5);
      if (/(bias|running_mean)$/.test(name)) fill(data, -0.3, 0.3);
    }
    const teacher = resnetTeacher(weights, { preprocessing: 'none' });
    expect(teacher).toMatchObject({ channels: [4, 6, 8], strides: [4, 8, 16] });
    const image = tf.randomUniform<tf.Rank.R4>([1, 32, 48, 3], -1, 1, 'float32', 4);
    const maps = teacher.features(image);
    // The same once more, batch norm unfolded and written down block by block.
    const filter = (name: string) =>
      tf.transpose(
        tf.tensor4d(
          weights[`${name}.weight`].data,
          weights[`${name}.weight`].shape as [number, number, number, number],
        ),
        [2, 3, 1, 0],
      );
    const norm = (x: tf.Tensor, name: string) => {
      const [g, b, m, v] = ['weight', 'bias', 'running_mean', 'running_var'].map((part) =>
        tf.tensor1d(weights[`${name}.${part}`].data),
      );
      return tf.add(tf.mul(tf.div(tf.sub(x, m), tf.sqrt(tf.add(v, 1e-5))), g), b) as tf.Tensor4D;
    };
    const convolve = (x: tf.Tensor4D, name: string, normName: string, stride: number, pad: number) =>
      norm(tf.conv2d(x, filter(name), stride, pad, 'NHWC', 1, 'floor'), normName);
    let x = tf.maxPool(tf.relu(convolve(image, 'conv1', 'bn1', 2, 3)), 3, 2, 1, 'floor') as tf.Tensor4D;
    shape.depths.forEach((depth, layer) => {
      for (let i = 0; i < depth; i++) {
        const scope = `layer${layer + 1}.${i}`;
        const stride = layer > 0 && i === 0 ? 2 : 1;
        const y = tf.relu(convolve(x, `${scope}.conv1`, `${scope}.bn1`, stride, 1));
        const z = convolve(y, `${scope}.conv2`, `${scope}.bn2`, 1, 1);
        const short = stride === 2 ? convolve(x, `${scope}.downsample.0`, `${scope}.downsample.1`, 2, 0) : x;
        x = tf.relu(tf.add<tf.Tensor4D>(z, short));
      }
      const [found, expected] = [maps[layer].dataSync(), x.dataSync()];
      expect(maps[layer].shape).toEqual(x.shape);
      const largest = Math.max(...expected);
      found.forEach((value, at) => {
        expect(Math.abs(value - expected[at]) / largest).toBeLessThan(1e-5);
      });
    });
    teacher.dispose();
  });

  it('cost what they compute', async () => {
    const costs = resnetCosts(64, shape);
    const teacher = resnetTeacher(randomResnetWeights(createRng(1), shape));
    const image = tf.ones([1, 64, 64, 3]) as tf.Tensor4D;
    const work = await measureWork(() => teacher.features(image));
    expect(work.multiplyAdds).toBe(sumCosts(costs).multiplyAdds);
    expect(work.calls).toBe(costs.length);
    image.dispose();
    teacher.dispose();
  });
});

describe('checkWeights', () => {
  const shape: ResnetShape = { stem: 4, depths: [1, 1, 1], widths: [4, 4, 4], channels: [8, 8, 8] };
  const weights = () => {
    const file = put(join(folder, 'check.pth'), zipPth(asWritten(published(shape))));
    return readWeights(file);
  };

  it('takes what a publisher has beyond layer3 for granted', () => {
    const check = checkWeights(weights(), shape);
    expect(weightsFit(check)).toBe(true);
    expect(check.unused).toEqual(
      expect.arrayContaining(['fc.weight', 'layer4.0.conv1.weight', 'bn1.num_batches_tracked']),
    );
    expect(check.surplus).toEqual([]);
    expect(check.parameters).toBe(sumCosts(resnetCosts(64, shape)).parameters);
  });

  it('lists what is missing, of another shape or type, and surplus', () => {
    const { tensors, types } = weights();
    delete tensors['layer2.0.conv2.weight'];
    tensors['bn1.bias'] = { shape: [5], data: new Float32Array(5) };
    types['bn1.weight'] = 'I64';
    tensors['head.weight'] = { shape: [1], data: new Float32Array(1) };
    expect(checkWeights({ tensors, types }, shape)).toMatchObject({
      missing: ['layer2.0.conv2.weight'],
      wrong: ['bn1.weight is of type I64, expected a floating one', 'bn1.bias is [5], expected [4]'],
      surplus: ['head.weight'],
    });
  });
});

describe('teachers of the catalogue', () => {
  it('say what to download from where, and where to put it', () => {
    for (const entry of CATALOGUE) {
      const load = () => loadTeacher(entry.name);
      expect(load).toThrow(DataError);
      expect(load).toThrow(cachePlace(entry));
      expect(load).toThrow(entry.url);
      expect(load).toThrow(`borad teacher fetch ${entry.name}`);
    }
    const load = () => loadTeacher('resnet18', { file: '/nowhere/x.pth' });
    expect(load).toThrow(DataError);
    expect(load).toThrow(/nowhere\/x\.pth.*borad teacher fetch resnet18/);
  });

  it('are the same network from every format, by file or in the cache', () => {
    const weights = published(RESNET_18);
    const image = tf.randomUniform<tf.Rank.R4>([1, 32, 32, 3], 0, 255, 'float32', 4);
    const sums = (teacher: ReturnType<typeof loadTeacher>) => {
      const maps = tf.tidy(() => teacher.features(image).map((map) => map.dataSync().slice()));
      teacher.dispose();
      return maps;
    };
    const expected = sums(resnetTeacher(weights));
    const entry = there(catalogueEntry('resnet18'));
    const cached = join(dirname(cachePlace(entry)), 'resnet18.safetensors');
    const files = {
      zip: put(join(folder, 'a.pth'), zipPth(asWritten(weights))),
      legacy: put(join(folder, 'b.pth'), legacyPth(asWritten(weights))),
      safetensors: put(join(folder, 'c.safetensors'), encodeSafetensors(weights)),
      cache: put(cached, encodeSafetensors(weights)),
    };
    for (const [form, file] of Object.entries(files)) {
      const teacher = loadTeacher('resnet18', form === 'cache' ? {} : { file });
      expect(teacher).toMatchObject({ name: 'resnet18', channels: [64, 128, 256], strides: [4, 8, 16], source: file });
      expect(teacher.sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(sums(teacher)).toEqual(expected);
    }
    expect(sums(loadResnetTeacher(files.legacy))).toEqual(expected);
    const pooled = loadTeacher('resnet18', { file: files.zip, pooling: 2 });
    expect(pooled.strides).toEqual([8, 16, 32]);
    const means = tf.tidy(() => pooled.features(image).map((map) => [map.shape, tf.mean(map).dataSync()[0]] as const));
    means.forEach(([shape, mean], i) => {
      expect(shape).toEqual([1, 4 >> i, 4 >> i, 64 << i]);
      const plain = expected[i] as Float32Array;
      expect(mean).toBeCloseTo(plain.reduce((a, b) => a + b, 0) / plain.length, 4);
    });
    pooled.dispose();
    image.dispose();
  });

  it('refuse the weights of another network, and a download with another hash', () => {
    const bytes = zipPth(asWritten(published(RESNET_18)));
    const file = put(join(folder, 'small.pth'), bytes);
    expect(() => loadTeacher('resnet50', { file })).toThrow(DataError);
    expect(() => loadTeacher('resnet50', { file })).toThrow(
      /small\.pth does not hold a resnet50.*missing: .*conv3\.weight/,
    );
    const place = put(cachePlace(there(catalogueEntry('resnet18'))), bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(() => loadTeacher('resnet18')).toThrow(DataError);
    expect(() => loadTeacher('resnet18')).toThrow(new RegExp(`SHA-256 ${sha256}.*f37072fd.*Delete it`));
    writeFileSync(place, 'half a fi');
    expect(() => loadTeacher('resnet18', { file: place })).toThrow(DataError);
  });
});
