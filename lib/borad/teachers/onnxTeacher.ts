/** Any network in an ONNX file whose outputs are three maps or a grid's tokens: run as it is, so no reader of its weights is needed. */
import * as tf from '@tensorflow/tfjs-core';
import type * as Ort from 'onnxruntime-common';
import { BackendError, DataError, OptionError, readFile, ShapeError, type StoredTensor } from '../base';
import { LOG_SEVERITY, loadOnnxRuntime } from '../base/onnxRuntime';
import { shortReason } from '../base/shortReason';
import { sha256WithWeights } from './externalData';
import { pooled } from './images';
import { channelsLast, onnxMaps } from './onnxMaps';
import { type OnnxProbe, probeOnnx } from './onnxProbe';
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
  run: NonNullable<Teacher['run']>;
  /** Side of an image that the file takes: it was tried with one. */
  triedSize: number;
}

type Triple = [number, number, number];

/** As the registry calls it. Throws {OptionError} without a file, else as `onnxTeacher`. */
export function loadOnnxTeacher({ file, outputs, pooling }: TeacherOptions): Teacher {
  if (!file) {
    throw new OptionError(
      'teacher.file: teacher.name=onnx needs the path of an ONNX file with three maps, or tokens of a grid, as its outputs.',
    );
  }
  return onnxTeacher(file, { outputs, pooling });
}

/**
 * A teacher from an ONNX file: one square RGB image in, channels first or last, and maps out in the same layout, each with
 * half the side of the one before; or tokens [B, T, C] of a vision transformer, whose grid gives three maps by pooling over
 * 1, 2 and 4 places. It can only be `run`: its `features` throws, as no backend of TensorFlow.js computes it.
 *
 * @param options `outputs`: the three maps by name, or one or three outputs of tokens; without, all that the file has.
 * @throws {DataError} the file or one that its weights lie in is missing, it cannot be run, or its outputs are not such maps.
 * @throws {OptionError} an output is unknown, or there are not three, nor one of tokens.
 * @throws {BackendError} onnxruntime-node is not installed.
 */
export function onnxTeacher(file: string, options: OnnxOptions = {}): OnnxTeacher {
  const { pooling = 1, preprocessing = 'imagenet', licence = 'unknown' } = options;
  const sha256 = sha256WithWeights(file, readFile(file));
  const probe = probeOnnx(file);
  const maps = onnxMaps(probe, options.outputs ?? [], file);
  const strides = maps.map((map) => map.stride * map.pooling) as Triple;
  const names = [...new Set(maps.map(({ name }) => name))];
  let session: Promise<Ort.InferenceSession> | undefined;
  return {
    name: ONNX_TEACHER,
    triedSize: probe.size,
    squaresOnly: true,
    channels: maps.map(({ channels }) => channels) as Triple,
    strides: strides.map((stride) => stride * pooling) as Triple,
    signed: probe.outputs.some(({ name, hasNegative }) => hasNegative && names.includes(name)),
    licence,
    source: `${file}: ${names.join(', ')}`,
    sha256,
    ...(options.outputs?.length ? { outputs: options.outputs } : {}),
    preprocessing:
      preprocessing === 'imagenet' ? 'RGB, (x / 255 - ImageNet mean) / ImageNet deviation' : 'RGB, 0 to 255',
    features() {
      throw new BackendError(
        'An ONNX teacher runs in onnxruntime, whose answer is asynchronous: await teacher.run(pixels, shape), as computeFeatures does.',
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
          outputs = await running.run({ [probe.input]: new Tensor('float32', fed, dims) }, names);
        } catch (cause) {
          throw new DataError(
            `${file} cannot be run by onnxruntime on ${atOnce} x ${size} x ${size} pixels: ${shortReason(cause)}. Make batches or images smaller if memory is short; "borad teacher check" tries the file.`,
            { file, cause },
          );
        }
        const maps4d = maps.map((map) => {
          const { data, dims: found } = outputs[map.name];
          const given = { data: data as Float32Array, shape: [...found] };
          return channelsLast(given, map, { batch: atOnce, side: size / map.stride, layout: probe.layout, file });
        });
        results.push(await Promise.all(maps4d.map((map, i) => pooledNumbers(map, count, pooling * maps[i].pooling))));
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

/** The first `count` images of a map, pooled. */
async function pooledNumbers(map: StoredTensor, count: number, pooling: number): Promise<StoredTensor> {
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
