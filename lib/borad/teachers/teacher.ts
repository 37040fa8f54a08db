/** What a frozen network offers. */
import type * as tf from '@tensorflow/tfjs-core';
import type { StoredTensor } from '../base';

export interface Teacher {
  name: string;
  /** Channels of the three maps, finest first. */
  channels: [number, number, number];
  /** Pixels per location of the three maps, pooling included. */
  strides: [number, number, number];
  /** Set where images must be squares: `mapShapes` refuses others. */
  squaresOnly?: true;
  /** Whether maps have negative values, which a decoder that ends in ReLU can't rebuild. */
  signed: boolean;
  licence: string;
  /** Where the weights come from. */
  source: string;
  /** SHA-256 of the file with the weights; empty if they were handed over in memory. */
  sha256: string;
  /** What is done to the pixels before the network, in words. */
  preprocessing: string;
  /** Names of the outputs that are read, where they were chosen among those of a file: maps of one shape may come from several. */
  outputs?: readonly string[];
  /**
   * The maps of a batch of images: a pure function of the pixels.
   *
   * @param images [B, H, W, 3] float32 RGB, 0 to 255.
   * @returns Three maps [B, H / stride, W / stride, channels], finest first; the caller disposes them.
   * @throws {ShapeError} the images are not [B, H, W, 3].
   * @throws {BackendError} the teacher can only be `run`.
   */
  features(images: tf.Tensor4D): tf.Tensor4D[];
  /**
   * The same maps as plain numbers, from a teacher that no backend of TensorFlow.js computes. Where a teacher has it, it is
   * used instead of `features`.
   *
   * @param pixels RGB, 0 to 255, row by row.
   * @param shape [B, H, W, 3].
   */
  run?(pixels: Float32Array, shape: number[]): Promise<StoredTensor[]>;
  /** Frees the weights that backends hold. */
  dispose(): void;
}

export interface TeacherOptions {
  /** Which tensors of the inverted residual blocks are read. Default: bottleneck. */
  taps: 'bottleneck' | 'expansion';
  /** Average pooling of the maps, size and stride; 1 leaves them as they are. Default: 1. */
  pooling: 1 | 2 | 4;
  /** File with the weights; empty: its place in the user's cache. Teachers that come with a package ignore it. */
  file?: string;
  /** Of an ONNX file: names of the outputs that are the three maps, finest first; empty: its outputs in their order. */
  outputs?: string[];
}
