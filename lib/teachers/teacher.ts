/** What a frozen network offers. */
import type * as tf from '@tensorflow/tfjs';

export interface Teacher {
  name: string;
  /** Channels of the three maps, finest first. */
  channels: [number, number, number];
  /** Pixels per location of the three maps, pooling included. */
  strides: [number, number, number];
  /** Whether maps have negative values, which a decoder that ends in ReLU can't rebuild. */
  signed: boolean;
  licence: string;
  /** Where the weights come from. */
  source: string;
  /** SHA-256 of the file with the weights; empty if they were handed over in memory. */
  sha256: string;
  /** What is done to the pixels before the network, in words. */
  preprocessing: string;
  /**
   * The maps of a batch of images: a pure function of the pixels.
   *
   * @param images [B, H, W, 3] float32 RGB, 0 to 255.
   * @returns Three maps [B, H / stride, W / stride, channels], finest first; the caller disposes them.
   * @throws {ShapeError} the images are not [B, H, W, 3].
   */
  features(images: tf.Tensor4D): tf.Tensor4D[];
  /** Frees the weights that backends hold. */
  dispose(): void;
}

export interface TeacherOptions {
  /** Which tensors of the inverted residual blocks are read. Default: bottleneck. */
  taps: 'bottleneck' | 'expansion';
  /** Average pooling of the maps, size and stride; 1 leaves them as they are. Default: 1. */
  pooling: 1 | 2 | 4;
}
