/** Any network in an ONNX file whose outputs are three maps: run as it is, so no reader of its weights is needed. */
import * as tf from '@tensorflow/tfjs-core';
import type * as Ort from 'onnxruntime-common';
import { BackendError, DataError, OptionError, readFile, ShapeError, type StoredTensor } from '../base';
import { LOG_SEVERITY, loadOnnxRuntime } from '../base/onnxRuntime';
import { shortReason } from '../base/shortReason';
import { sha256WithWeights } from './externalData';
import { pooled } from './images';
import { type OnnxOutput, type OnnxProbe, probeOnnx } from './onnxProbe';
import { IMAGENET_DEVIATION, IMAGENET_MEAN } from './resnet';
import type { Teacher, TeacherOptions } from './teacher';

export const ONNX_TEACHER = 'onnx';

export interface OnnxOptions extends Pick<TeacherOptions, 'outputs'> {
  /** Average pooling of the maps. Default 1. */
  pooling?: TeacherOptions['pooling'];
  /** `imagenet`: (x / 255 - mean) / deviation per channel (default); `none`: the network takes 0 to 255. */
  preprocessing?: 'imagenet' | 'none';
  licence?: string;
}

export interface OnnxTeacher extends Teacher {
  /** Side of an image that the file takes: it was tried with one. */
  triedSize: number;
}

type Triple = [number, number, number];

/** As the registry calls it. Throws {OptionError} without a file, else as `onnxTeacher`. */
export function loadOnnxTeacher({ file, outputs, pooling }: TeacherOptions): Teacher {
  if (!file) {
    throw new OptionError(
      'teacher.file: teacher.name=onnx needs the path of an ONNX file with three maps as its outputs.',
    );
  }
  return onnxTeacher(file, { outputs, pooling });
}

/**
 * A teacher from an ONNX file: one square RGB image in, channels first or last, and maps out in the same layout, each with
 * half the side of the one before. It can only be `run`: its `features` throws, as no backend of TensorFlow.js computes it.
 *
 * @param options `outputs`: the three maps by name; without, the file must have exactly three.
 * @throws {DataError} the file or one that its weights lie in is missing, it cannot be run, or its outputs are not such maps.
 * @throws {OptionError} an output is unknown, or there are not three.
 * @throws {BackendError} onnxruntime-node is not installed.
 */
export function onnxTeacher(file: string, options: OnnxOptions = {}): OnnxTeacher {
  const { pooling = 1, preprocessing = 'imagenet', licence = 'unknown' } = options;
  const sha256 = sha256WithWeights(file, readFile(file));
  const probe = probeOnnx(file);
  const maps = chosenOutputs(probe, options.outputs ?? [], file);
  const strides = maps.map((map) => strideOf(map, probe, file)) as Triple;
  if (strides[1] !== 2 * strides[0] || strides[2] !== 2 * strides[1]) {
    const found = maps.map(({ name }, i) => `${name} ${strides[i]}`).join(', ');
    throw new DataError(
      `${file}: the strides of its maps are ${found}; each must be twice the one before. Name them by teacher.outputs, finest first.`,
      { file },
    );
  }
  let session: Promise<Ort.InferenceSession> | undefined;
  return {
    name: ONNX_TEACHER,
    triedSize: probe.size,
    channels: maps.map(({ dims }) => dims[probe.layout === 'NCHW' ? 1 : 3]) as Triple,
    strides: strides.map((stride) => stride * pooling) as Triple,
    signed: maps.some(({ hasNegative }) => hasNegative),
    licence,
    source: `${file}: ${maps.map(({ name }) => name).join(', ')}`,
    sha256,
    preprocessing:
      preprocessing === 'imagenet' ? 'RGB, (x / 255 - ImageNet mean) / ImageNet deviation' : 'RGB, 0 to 255',
    features() {
      throw new BackendError(
        'An ONNX teacher runs in onnxruntime, which answers later: await teacher.run(pixels, shape), as computeFeatures does.',
      );
    },
    async run(pixels, shape) {
      checkPixels(pixels, shape, probe, strides[2], file);
      session ??= openSession(file);
      const running = await session;
      const { Tensor } = await loadRuntime();
      const [batch, size] = shape;
      const each = size * size * 3;
      const atOnce = probe.fixedBatch || batch;
      const results: StoredTensor[][] = [];
      for (let start = 0; start < batch; start += atOnce) {
        // A file for several images at once gets as many; what it gives for the filling is dropped.
        const fed = new Float32Array(atOnce * each);
        const count = Math.min(atOnce, batch - start);
        prepare(pixels.subarray(start * each, (start + count) * each), fed, size, probe.layout, preprocessing);
        const dims = probe.layout === 'NCHW' ? [atOnce, 3, size, size] : [atOnce, size, size, 3];
        let outputs: Ort.InferenceSession.OnnxValueMapType;
        try {
          outputs = await running.run(
            { [probe.input]: new Tensor('float32', fed, dims) },
            maps.map(({ name }) => name),
          );
        } catch (cause) {
          throw new DataError(
            `${file} cannot be run by onnxruntime on ${atOnce} x ${size} x ${size} pixels: ${shortReason(cause)}. Make batches or images smaller if memory is short; "borad teacher check" tries the file.`,
            { file, cause },
          );
        }
        const maps4d = maps.map((map, i) => {
          const { data, dims: found } = outputs[map.name];
          const moved = { data: data as Float32Array, shape: [...found] };
          return channelsLast(moved, map, atOnce, size / strides[i], probe.layout, file);
        });
        results.push(await Promise.all(maps4d.map((map) => pooledNumbers(map, count, pooling))));
      }
      return maps.map((_, i) => joined(results.map((parts) => parts[i])));
    },
    dispose() {
      void session?.then((open) => open.release());
      session = undefined;
    },
  };
}

/** onnxruntime-node. Throws {BackendError} where it is not installed or does not load. */
const loadRuntime = () => loadOnnxRuntime('', 'Run: npm install onnxruntime-node');

async function openSession(file: string): Promise<Ort.InferenceSession> {
  const { InferenceSession } = await loadRuntime();
  try {
    return await InferenceSession.create(file, {
      executionProviders: ['cpu'],
      logSeverityLevel: LOG_SEVERITY,
    });
  } catch (cause) {
    throw new DataError(
      `${file} cannot be opened by onnxruntime: ${shortReason(cause)}. Export it again with one image as its input.`,
      { file, cause },
    );
  }
}

function chosenOutputs({ outputs }: OnnxProbe, names: readonly string[], file: string): OnnxOutput[] {
  const known = outputs.map(({ name }) => name).join(', ');
  const wanted = names.length > 0 ? names : outputs.map(({ name }) => name);
  if (wanted.length !== 3) {
    throw new OptionError(
      `teacher.outputs: expected three names of maps, finest first, got ${wanted.length}. ${file} has ${known}.`,
    );
  }
  return wanted.map((name) => {
    const output = outputs.find((one) => one.name === name);
    if (!output) throw new OptionError(`teacher.outputs: ${file} has no output ${name}, but ${known}.`);
    return output;
  });
}

function strideOf({ name, type, dims }: OnnxOutput, { layout, size }: OnnxProbe, file: string): number {
  const [height, width] = layout === 'NCHW' ? [dims[2], dims[3]] : [dims[1], dims[2]];
  if (type !== 'float32' || dims.length !== 4 || height !== width || size % height !== 0) {
    throw new DataError(
      `${file}: output ${name} is [${dims}] of ${type} for an image of ${size} pixels; expected a float32 map in layout ${layout} whose side divides the image's.`,
      { file },
    );
  }
  return size / height;
}

function checkPixels(pixels: Float32Array, shape: number[], probe: OnnxProbe, coarsest: number, file: string): void {
  const [batch, height, width, channels] = shape;
  if (shape.length !== 4 || channels !== 3 || pixels.length !== batch * height * width * 3) {
    throw new ShapeError(`${ONNX_TEACHER}: expected images [B, H, W, 3], got ${pixels.length} values as [${shape}].`);
  }
  if (height !== width || height % coarsest !== 0) {
    throw new ShapeError(
      `${ONNX_TEACHER}: expected square images whose side is a multiple of ${coarsest}, got ${height} x ${width}.`,
    );
  }
  if (probe.fixedSize !== 0 && height !== probe.fixedSize) {
    throw new ShapeError(
      `${file} takes images of ${probe.fixedSize} pixels only, got ${height}. Set data.imageSize=${probe.fixedSize}, or export it with free height and width.`,
    );
  }
}

/** Writes RGB images, row by row, into `fed` as the network wants them. */
function prepare(
  pixels: Float32Array,
  fed: Float32Array,
  size: number,
  layout: OnnxProbe['layout'],
  preprocessing: 'imagenet' | 'none',
): void {
  const isScaled = preprocessing === 'imagenet';
  const factors = IMAGENET_DEVIATION.map((deviation) => (isScaled ? 1 / (255 * deviation) : 1));
  const offsets = IMAGENET_MEAN.map((mean, c) => (isScaled ? mean / IMAGENET_DEVIATION[c] : 0));
  const area = size * size;
  for (let i = 0; i < pixels.length; i++) {
    const c = i % 3;
    const value = pixels[i] * factors[c] - offsets[c];
    const place = (i - c) / 3;
    const image = Math.floor(place / area);
    fed[layout === 'NHWC' ? i : (image * 3 + c) * area + (place - image * area)] = value;
  }
}

/** [B, H, W, C] from a map of the network. Throws {ShapeError} where it is not as large as the image and the file promise. */
function channelsLast(
  { data, shape }: StoredTensor,
  { name, dims }: OnnxOutput,
  batch: number,
  side: number,
  layout: OnnxProbe['layout'],
  file: string,
): StoredTensor {
  const channels = dims[layout === 'NCHW' ? 1 : 3];
  const expected = layout === 'NCHW' ? [batch, channels, side, side] : [batch, side, side, channels];
  if (shape.join() !== expected.join()) {
    throw new ShapeError(
      `${file}: output ${name} is [${shape}] for these images, expected [${expected}]. Export it with free batch, height and width, or set data.imageSize to the size that it was made for.`,
    );
  }
  const [height, width] = [side, side];
  const moved = { shape: [batch, height, width, channels], data };
  if (layout === 'NHWC') return moved;
  const area = height * width;
  const turned = new Float32Array(data.length);
  for (let b = 0; b < batch; b++) {
    for (let c = 0; c < channels; c++) {
      const from = (b * channels + c) * area;
      for (let at = 0; at < area; at++) turned[(b * area + at) * channels + c] = data[from + at];
    }
  }
  return { ...moved, data: turned };
}

/** The first `count` images of a map, pooled. */
async function pooledNumbers(
  map: StoredTensor,
  count: number,
  pooling: TeacherOptions['pooling'],
): Promise<StoredTensor> {
  const [, height, width, channels] = map.shape;
  const shape: [number, number, number, number] = [count, height, width, channels];
  const data = map.data.subarray(0, count * height * width * channels);
  if (pooling === 1) return { shape, data };
  const tensor = tf.tidy(() => pooled(tf.tensor4d(data, shape), pooling));
  try {
    return { shape: tensor.shape, data: (await tensor.data()).slice() as Float32Array };
  } finally {
    tensor.dispose();
  }
}

/** Batches of one map behind one another. */
function joined(parts: readonly StoredTensor[]): StoredTensor {
  if (parts.length === 1) return parts[0];
  const data = new Float32Array(parts.reduce((sum, part) => sum + part.data.length, 0));
  let at = 0;
  for (const part of parts) {
    data.set(part.data, at);
    at += part.data.length;
  }
  const batch = parts.reduce((sum, { shape }) => sum + shape[0], 0);
  return { shape: [batch, ...parts[0].shape.slice(1)], data };
}
