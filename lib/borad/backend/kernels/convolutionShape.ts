/** The numbers of a convolution that our kernels need. */
import * as tf from '@tensorflow/tfjs-core';
import { BackendError } from '../../base';

export type ConvolutionShape = tf.backend_util.Conv2DInfo;

/**
 * Sizes, strides and pads of a convolution of `inputShape` [B, H, W, C] with `filterShape` [h, w, C, D].
 *
 * @throws {BackendError} the layout is not NHWC, or the convolution is dilated.
 */
export function convolutionShape(
  inputShape: number[],
  filterShape: number[],
  attrs: object | undefined,
): ConvolutionShape {
  const { strides, pad, dimRoundingMode, dataFormat, dilations } = attrs as tf.Conv2DAttrs;
  if (dataFormat && dataFormat !== 'NHWC') {
    throw new BackendError(`Gradients of convolutions need NHWC on the wasm backend, got ${dataFormat}.`);
  }
  if (dilations && [dilations].flat().some((d) => d !== 1)) {
    throw new BackendError(
      `Gradients of dilated convolutions are not implemented on the wasm backend: dilations ${dilations}.`,
    );
  }
  type Shape4 = [number, number, number, number];
  return tf.backend_util.computeConv2DInfo(
    inputShape as Shape4,
    filterShape as Shape4,
    strides,
    1,
    pad as number | 'valid' | 'same',
    dimRoundingMode,
  );
}
