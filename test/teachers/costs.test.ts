import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import type { StoredTensor } from '../../lib/borad/base';
import { groupBlocks, type ModuleCost, measureWork, sumCosts } from '../../lib/borad/layers';
import {
  loadTeacher,
  mobilenetV2Costs,
  RESNET_50,
  type ResnetShape,
  resnetCosts,
  resnetTeacher,
} from '../../lib/borad/teachers';

beforeAll(async () => {
  await prepareBackend('wasm');
});

/** Random weights of a ResNet, named and shaped from its modules. */
function weightsOf(costs: ModuleCost[], shape: ResnetShape): Record<string, StoredTensor> {
  const weights: Record<string, StoredTensor> = {};
  const put = (name: string, size: number[]) => {
    weights[name] = { shape: size, data: new Float32Array(size.reduce((a, b) => a * b, 1)).fill(0.01) };
  };
  let input = 3;
  let blockInput = shape.stem;
  for (const { module, output, operation } of costs) {
    const kernel = Number(operation[0]);
    const short = module.endsWith('.short');
    if (module.endsWith('.conv1')) input = blockInput;
    const filter = short ? module.replace('short', 'downsample.0') : module;
    const norm = short ? module.replace('short', 'downsample.1') : module.replace(/conv(\d)$/, 'bn$1');
    put(`${filter}.weight`, [output[2], short ? blockInput : input, kernel, kernel]);
    for (const part of ['weight', 'bias', 'running_mean', 'running_var']) put(`${norm}.${part}`, [output[2]]);
    if (!short) input = output[2];
    const next = costs[costs.findIndex((cost) => cost.module === module) + 1];
    if (module !== 'conv1' && next?.module.endsWith('.conv1')) blockInput = short ? output[2] : input;
    if (module === 'conv1') blockInput = output[2];
  }
  return weights;
}

describe('resnetCosts', () => {
  it("counts the paper's teacher: 24,862,528 parameters to layer3", () => {
    const costs = resnetCosts(256);
    expect(sumCosts(costs).parameters).toBe(24_862_528);
    expect(sumCosts(costs).multiplyAdds).toBe(11_998_855_168);
    const blocks = groupBlocks(costs);
    expect(blocks.map(({ module }) => module)).toContain('layer3.5');
    expect(blocks.find(({ module }) => module === 'layer1.2')?.output).toEqual([64, 64, 256]);
    expect(blocks.find(({ module }) => module === 'layer3.5')?.output).toEqual([16, 16, 1024]);
  });

  it('counts ResNet-50 to layer3: 25,557,032 less layer4 and the classifier', () => {
    // layer4 of torchvision's resnet50 has 14,964,736 parameters, fc 2,049,000.
    expect(sumCosts(resnetCosts(224, RESNET_50)).parameters).toBe(25_557_032 - 14_964_736 - 2_049_000);
  });

  it('agrees with what a teacher of another shape does', async () => {
    const shape: ResnetShape = { stem: 6, depths: [1, 2, 2], widths: [4, 8, 12], channels: [16, 24, 32] };
    const costs = resnetCosts(64, shape);
    const weights = weightsOf(costs, shape);
    const parameters = Object.entries(weights).filter(([name]) => !name.includes('running'));
    expect(parameters.reduce((sum, [, { data }]) => sum + data.length, 0)).toBe(sumCosts(costs).parameters);
    const teacher = resnetTeacher(weights);
    const images = tf.ones([1, 64, 64, 3]) as tf.Tensor4D;
    const work = await measureWork(() => {
      const maps = teacher.features(images);
      expect(maps.map((map) => map.shape.slice(1))).toEqual(
        ['layer1.0', 'layer2.1', 'layer3.1'].map(
          (last) => groupBlocks(costs).find(({ module }) => module === last)?.output,
        ),
      );
      return maps;
    });
    expect(work.multiplyAdds).toBe(sumCosts(costs).multiplyAdds);
    expect(work.calls).toBe(costs.length);
    images.dispose();
    teacher.dispose();
  });
});

describe('mobilenetV2Costs', () => {
  for (const taps of ['bottleneck', 'expansion'] as const) {
    it(`agrees with the network in the file: ${taps}`, async () => {
      const teacher = loadTeacher('mobilenet-v2-openimages', { taps });
      // 100 is no multiple of the strides: the maps are rounded up.
      for (const size of [128, 100]) {
        const costs = mobilenetV2Costs(size, taps);
        const images = tf.ones([1, size, size, 3]) as tf.Tensor4D;
        const work = await measureWork(() => {
          const maps = teacher.features(images);
          const shapes = costs.map(({ output }) => output.join());
          for (const map of maps) expect(shapes).toContain(map.shape.slice(1).join());
          return maps;
        });
        const biases = costs.reduce((sum, { output }) => sum + output[2], 0);
        expect(work.multiplyAdds).toBe(sumCosts(costs).multiplyAdds);
        expect(work.calls).toBe(costs.length);
        expect(work.weights).toBe(sumCosts(costs).parameters - biases);
        images.dispose();
      }
      teacher.dispose();
    });
  }
});
