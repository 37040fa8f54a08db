/**
 * MobileNetV2 trained on Open Images v4: the backbone of the detector inside the npm package @mediapipe/objectron, whose
 * file comes with this package, so that no download is needed. Weights are float16, batch norm is folded into the convolutions.
 */
import { createRequire } from 'node:module';
import * as tf from '@tensorflow/tfjs-core';
import { DataError, readFile } from '../base';
import { type ConstantTensors, constantTensors } from './constantTensors';
import { type ConvolutionPlan, convolutionPlan, runPlan } from './convolutionPlan';
import { checkImages, pooled } from './images';
import type { Teacher, TeacherOptions } from './teacher';
import { readTflite } from './tflite';
import { verifiedBytes } from './verifiedBytes';

export const MOBILENET_V2 = 'mobilenet-v2-openimages';

const PACKAGE = '@mediapipe/objectron';
const VERSION = '0.4.1675468480';
const FILE = 'objectron_solution_packed_assets.data';
const SHA256 = '470986ca5df183f41698da6de74b027d838fe289d77b5ab094497d350bee664e';
/** The file holds a label map before the model. */
const MODEL_START = 184;

interface Taps {
  /** Tensor numbers at strides 4, 8 and 16. Names in the file are unreliable, as operators were fused. */
  tensors: [number, number, number];
  channels: [number, number, number];
  signed: boolean;
}

const TAPS: Record<TeacherOptions['taps'], Taps> = {
  // Sums of blocks 2, 5 and 12: no activation, so values of both signs.
  bottleneck: { tensors: [157, 168, 194], channels: [24, 32, 96], signed: true },
  // Expansions of the blocks after: ReLU6.
  expansion: { tensors: [158, 169, 195], channels: [144, 192, 576], signed: false },
};

/**
 * The default teacher. Images of any size; the maps have ceil(size / stride) locations a side before pooling.
 *
 * @throws {DataError} the package is missing, or its file is not the one expected.
 */
export function loadMobilenetV2({ taps, pooling }: TeacherOptions): Teacher {
  const { tensors, channels, signed } = TAPS[taps];
  // Read when it is first asked for features: where its graph is kept on disk, it never is.
  let network: Uint8Array | Network = modelBytes();
  return {
    name: MOBILENET_V2,
    channels,
    strides: [4 * pooling, 8 * pooling, 16 * pooling],
    signed,
    licence: 'Apache-2.0',
    source: `npm ${PACKAGE} ${VERSION}, ${FILE}: object_detection_ssd_mobilenetv2_oidv4_fp16.tflite`,
    sha256: SHA256,
    preprocessing: 'RGB, x / 127.5 - 1',
    features(images) {
      checkImages(MOBILENET_V2, images);
      if (network instanceof Uint8Array) network = networkIn(network, tensors);
      const { plan, weights } = network;
      return tf.tidy(() => {
        const scaled = tf.sub(tf.mul(images, 1 / 127.5), 1) as tf.Tensor4D;
        return runPlan(plan, scaled, weights.tensors()).map((map) => pooled(map, pooling));
      });
    },
    dispose() {
      if (!(network instanceof Uint8Array)) network.weights.dispose();
    },
  };
}

interface Network {
  plan: ConvolutionPlan;
  weights: ConstantTensors;
}

/** The network up to the tensors of those numbers. */
function networkIn(model: Uint8Array, tensors: number[]): Network {
  const plan = convolutionPlan(readTflite(model, FILE), tensors, FILE);
  return { plan, weights: constantTensors(plan.weights) };
}

/** The verified bytes of the model. */
function modelBytes(): Uint8Array {
  const advice = 'npm install borad';
  let file: string;
  try {
    file = createRequire(__filename).resolve(`#assets/${FILE}`);
  } catch (cause) {
    throw new DataError(`assets/${FILE} of borad is missing, which holds the teacher's weights. Run: ${advice}`, {
      file: `assets/${FILE}`,
      cause,
    });
  }
  return verifiedBytes(readFile(file), file, SHA256, advice).subarray(MODEL_START);
}
