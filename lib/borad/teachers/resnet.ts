/**
 * ResNets of bottleneck or basic blocks, among them the paper's Wide-ResNet-50-2, from weights with torchvision's names and
 * layout, up to and with layer3, in evaluation mode.
 */
import * as tf from '@tensorflow/tfjs-core';
import { DataError, readFile, type StoredTensor, sha256Of } from '../base';
import { constantTensors } from './constantTensors';
import { checkImages, pooled } from './images';
import { BATCH_NORM_PARTS } from './resnetConvolutions';
import type { Teacher, TeacherOptions } from './teacher';
import { valueFault } from './valueFaults';
import { decodeWeights } from './weightFile';

export interface ResnetOptions {
  /** Blocks of layer1, layer2 and layer3. Default: as many as there are weights for. */
  depths?: [number, number, number];
  /** `imagenet`: (x / 255 - mean) / deviation per channel (default); `none`: the images are already normalised. */
  preprocessing?: 'imagenet' | 'none';
  /** Average pooling of the maps. Default 1. */
  pooling?: TeacherOptions['pooling'];
  name?: string;
  licence?: string;
  source?: string;
  sha256?: string;
}

export const IMAGENET_MEAN = [0.485, 0.456, 0.406];
export const IMAGENET_DEVIATION = [0.229, 0.224, 0.225];
const BATCH_NORM_EPSILON = 1e-5;

/** A convolution with its batch norm folded in: places of filter and bias among the weights, and the stride. */
interface Convolution {
  filter: number;
  bias: number;
  stride: 1 | 2;
  pad: number;
}

interface Block {
  /** Three of a bottleneck, two of a basic block; ReLU between them. */
  convolutions: Convolution[];
  shortcut?: Convolution;
}

/**
 * A teacher from the tensors of a ResNet. Widths come from the shapes; tensors that aren't needed (layer4, fc,
 * num_batches_tracked) are ignored.
 *
 * @param weights By torchvision's names: conv1 [D, C, h, w], bn1, layerN.i.conv1..3, bn1..3, downsample.0 and .1. Blocks
 *   without conv3 are basic ones.
 * @throws {DataError} a tensor is missing, has a shape that doesn't fit, or numbers that no trained network has.
 */
export function resnetTeacher(weights: Record<string, StoredTensor>, options: ResnetOptions = {}): Teacher {
  const { preprocessing = 'imagenet', pooling = 1, name = 'resnet' } = options;
  const depths = options.depths ?? ([1, 2, 3].map((layer) => countBlocks(weights, layer)) as [number, number, number]);
  const folded: StoredTensor[] = [];
  const add = (tensor: StoredTensor) => folded.push(tensor) - 1;
  const convolution = (filter: string, norm: string, stride: 1 | 2): Convolution => {
    const { kernel, bias } = foldBatchNorm(weights, filter, norm);
    return { filter: add(kernel), bias: add(bias), stride, pad: (kernel.shape[0] - 1) / 2 };
  };
  const stem = convolution('conv1', 'bn1', 2);
  const layers = depths.map((depth, l) =>
    Array.from({ length: depth }, (_, i): Block => {
      const scope = `layer${l + 1}.${i}`;
      const stride = l > 0 && i === 0 ? 2 : 1;
      const hasShortcut = `${scope}.downsample.0.weight` in weights;
      // A bottleneck halves the map in its second convolution, a basic block in its first.
      const strides: (1 | 2)[] = `${scope}.conv3.weight` in weights ? [1, stride, 1] : [stride, 1];
      return {
        convolutions: strides.map((step, at) => convolution(`${scope}.conv${at + 1}`, `${scope}.bn${at + 1}`, step)),
        shortcut: hasShortcut ? convolution(`${scope}.downsample.0`, `${scope}.downsample.1`, stride) : undefined,
      };
    }),
  );
  const constants = constantTensors(folded);
  const channels = layers.map((blocks) => {
    const last = blocks[blocks.length - 1].convolutions;
    return folded[last[last.length - 1].bias].data.length;
  });

  return {
    name,
    channels: channels as [number, number, number],
    strides: [4 * pooling, 8 * pooling, 16 * pooling],
    signed: false,
    licence: options.licence ?? 'unknown',
    source: options.source ?? 'weights handed over in memory',
    sha256: options.sha256 ?? '',
    preprocessing: preprocessing === 'imagenet' ? 'RGB, (x / 255 - ImageNet mean) / ImageNet deviation' : 'none',
    features(images) {
      checkImages(name, images);
      return tf.tidy(() => {
        const tensors = constants.tensors();
        const scaled = preprocessing === 'imagenet' ? normalised(images) : images;
        const maps: tf.Tensor4D[] = [];
        let x = tf.maxPool(tf.relu(convolve(scaled, stem, tensors)), 3, 2, 1, 'floor');
        for (const blocks of layers) {
          for (const block of blocks) x = runBlock(x, block, tensors);
          maps.push(pooled(x, pooling));
        }
        return maps;
      });
    },
    dispose: constants.dispose,
  };
}

/**
 * The same from a file: PyTorch's `.pth` or safetensors.
 *
 * @throws {DataError} the file is missing, damaged or lacks a tensor.
 */
export function loadResnetTeacher(file: string, options: ResnetOptions = {}): Teacher {
  const bytes = readFile(file);
  const sha256 = sha256Of(bytes);
  return resnetTeacher(decodeWeights(bytes, file).tensors, { source: file, sha256, ...options });
}

function countBlocks(weights: Record<string, StoredTensor>, layer: number): number {
  let count = 0;
  while (`layer${layer}.${count}.conv1.weight` in weights) count++;
  if (count === 0) throw new DataError(`ResNet weights have no layer${layer}.0.conv1.weight. Use torchvision's names.`);
  return count;
}

/** w' = w g / sqrt(v + eps), b' = b - m g / sqrt(v + eps), with the filter turned from [D, C, h, w] to [h, w, C, D]. */
function foldBatchNorm(weights: Record<string, StoredTensor>, filter: string, norm: string) {
  const get = (name: string): StoredTensor => {
    if (!weights[name]) throw new DataError(`ResNet weights have no ${name}. Use torchvision's names.`);
    const fault = valueFault(name, weights[name]);
    if (fault) throw new DataError(`ResNet weights are damaged or untrained: ${fault}. Fetch or export them again.`);
    return weights[name];
  };
  const { shape, data } = get(`${filter}.weight`);
  if (shape.length !== 4) throw new DataError(`${filter}.weight is [${shape}], expected [D, C, h, w].`);
  const [outputs, inputs, height, width] = shape;
  const vector = (name: string): Float32Array => {
    const { data: values } = get(`${norm}.${name}`);
    if (values.length !== outputs) {
      throw new DataError(`${norm}.${name} has ${values.length} values, ${filter}.weight has ${outputs} outputs.`);
    }
    return values;
  };
  const [scale, shift, mean, variance] = BATCH_NORM_PARTS.map(vector);
  const factor = Float64Array.from(scale, (value, d) => value / Math.sqrt(variance[d] + BATCH_NORM_EPSILON));
  const kernel = new Float32Array(data.length);
  const area = height * width;
  for (let d = 0; d < outputs; d++) {
    for (let c = 0; c < inputs; c++) {
      for (let tap = 0; tap < area; tap++) {
        kernel[(tap * inputs + c) * outputs + d] = data[(d * inputs + c) * area + tap] * factor[d];
      }
    }
  }
  const unsound = kernel.find((value) => !Number.isFinite(value));
  if (unsound !== undefined) {
    throw new DataError(
      `ResNet weights are damaged: ${filter}.weight with ${norm} folded in gives ${unsound}. Fetch or export them again.`,
    );
  }
  return {
    kernel: { shape: [height, width, inputs, outputs], data: kernel },
    bias: { shape: [outputs], data: Float32Array.from(shift, (value, d) => value - mean[d] * factor[d]) },
  };
}

function normalised(images: tf.Tensor4D): tf.Tensor4D {
  const factor = tf.tensor1d(IMAGENET_DEVIATION.map((deviation) => 1 / (255 * deviation)));
  const offset = tf.tensor1d(IMAGENET_MEAN.map((mean, i) => mean / IMAGENET_DEVIATION[i]));
  return tf.sub(tf.mul(images, factor), offset);
}

function convolve(x: tf.Tensor4D, { filter, bias, stride, pad }: Convolution, tensors: tf.Tensor[]): tf.Tensor4D {
  return tf.add(tf.conv2d(x, tensors[filter] as tf.Tensor4D, stride, pad, 'NHWC', 1, 'floor'), tensors[bias]);
}

function runBlock(x: tf.Tensor4D, { convolutions, shortcut }: Block, tensors: tf.Tensor[]): tf.Tensor4D {
  let y = x;
  for (const [at, convolution] of convolutions.entries()) y = convolve(at === 0 ? y : tf.relu(y), convolution, tensors);
  return tf.relu(tf.add(y, shortcut ? convolve(x, shortcut, tensors) : x)) as tf.Tensor4D;
}
