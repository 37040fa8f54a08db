/** DiAD's semantic guidance: a second encoder sees the clean map and steers the denoiser (Section 3.2, and SFF of Section 3.3). */
import * as tf from '@tensorflow/tfjs-core';
import { addConvolution, convolution, instanceNorm, type ParameterTable, silu, type TensorMap } from '../../layers';
import { addEncoder, addZeroConvolution, type DenoiserShape, decode, type Encoding, encode } from '../diffusion';

type Norms = Pick<DenoiserShape, 'heads' | 'groups'>;

/** What is added to the denoiser's two deepest skips and its middle. */
export interface Control {
  o2: tf.Tensor4D;
  o3: tf.Tensor4D;
  mid: tf.Tensor4D;
}

/** Adds the guide's tensors, under `guide.`; what leads out of it starts at zero. */
export function addGuide(table: ParameterTable, shape: DenoiserShape): void {
  const { channels, width: w } = shape;
  addEncoder(table, 'guide.encoder', shape);
  addConvolution(table, 'guide.hint1', { size: 3, input: channels, output: w });
  addZeroConvolution(table, 'guide.hint2', { size: 3, input: w, output: w });
  [w, w, w, 2 * w].forEach((width, i) => {
    addZeroConvolution(table, `guide.zero${i}`, { size: 1, input: width, output: width });
  });
  addZeroConvolution(table, 'guide.zero_mid', { size: 1, input: 2 * w, output: 2 * w });
  for (const i of [0, 1]) addZeroConvolution(table, `guide.fuse${i}`, { size: 3, input: w, output: 2 * w }, false);
}

/** What the guide is told of the clean map, [B, H, W, w]. */
export function hintOf(clean: tf.Tensor4D, parameters: TensorMap): tf.Tensor4D {
  return convolution(silu(convolution(clean, parameters, 'guide.hint1')), parameters, 'guide.hint2');
}

/** The controls for a noised map. The fine outputs reach the deepest skip by the fusion block alone. */
export function controls(
  x: tf.Tensor4D,
  features: tf.Tensor2D,
  hint: tf.Tensor4D,
  parameters: TensorMap,
  norms: Norms,
): Control {
  const { skips, middle } = encode(x, features, parameters, 'guide.encoder', norms, hint);
  const [o0, o1, o2, o3] = skips.map((skip, i) => convolution(skip, parameters, `guide.zero${i}`));
  const fused = [o0, o1].map((fine, i) => silu(instanceNorm(convolution(fine, parameters, `guide.fuse${i}`, 2))));
  return { o2, o3: silu(tf.addN([o3, ...fused])), mid: convolution(middle, parameters, 'guide.zero_mid') };
}

/** An encoding with the controls added. */
function steered({ skips: [s0, s1, s2, s3], middle, time }: Encoding, { o2, o3, mid }: Control): Encoding {
  return { skips: [s0, s1, tf.add(s2, o2), tf.add(s3, o3)], middle: tf.add(middle, mid), time };
}

/** The clean map that the guided denoiser predicts. */
export function guidedDenoise(
  x: tf.Tensor4D,
  features: tf.Tensor2D,
  hint: tf.Tensor4D,
  parameters: TensorMap,
  norms: Norms,
): tf.Tensor4D {
  const encoding = encode(x, features, parameters, 'unet.encoder', norms);
  const control = controls(x, features, hint, parameters, norms);
  return decode(steered(encoding, control), parameters, 'unet.decoder', norms);
}
