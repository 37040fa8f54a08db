/** Weights of a graph in fewer bytes: stored small, and made float32 again where the graph reads them, so that any runtime computes as before. */
import { toHalfPrecision } from '../base';
import type { FreePort, OnnxGraph, OnnxNode, OnnxTensor } from '../compile';

export const WEIGHT_FORMS = ['float32', 'float16', 'int8'] as const;
/** How the weights of an exported detector are stored. */
export type WeightForm = (typeof WEIGHT_FORMS)[number];

/** Numbers from which a tensor is worth it. */
const LEAST = 512;
/** Rows that sum to 1 within this are those of resampling: they are no weights, and rounding them would shift the map. */
const SUM_ERROR = 1e-3;

const float32 = (tensor: OnnxTensor): Float32Array => tensor.data as Float32Array;

/** Whether a matrix resamples: each of its rows gives a weighted mean. */
function isResampling({ shape: [rows = 0, columns = 0], data }: OnnxTensor): boolean {
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let column = 0; column < columns; column++) sum += Number(data[row * columns + column]);
    if (Math.abs(sum - 1) > SUM_ERROR) return false;
  }
  return true;
}

/** Kernels and matrices of the network; what is put around it (`photo/`) says what photos and limits are, and stays exact. */
const isWeight = (tensor: OnnxTensor): boolean =>
  tensor.type === 'float32' &&
  tensor.data.length >= LEAST &&
  tensor.shape.length >= 2 &&
  !tensor.name.startsWith('photo/') &&
  !(tensor.shape.length === 2 && isResampling(tensor));

/** The tensors that are stored, and the node that gives the tensor of the old name. */
interface Stored {
  constants: OnnxTensor[];
  node: OnnxNode;
}

function asHalf(tensor: OnnxTensor): Stored {
  const name = `${tensor.name}/half`;
  return {
    constants: [{ ...tensor, name, type: 'float16', data: toHalfPrecision(float32(tensor)) }],
    node: { operator: 'Cast', name, inputs: [name], outputs: [tensor.name], attributes: { to: 1 } },
  };
}

/** The axis of the output channels of [..., in, out]; of depthwise kernels [h, w, channels, 1] that of the channels. */
const channelAxis = ({ shape }: OnnxTensor): number => (shape.at(-1) === 1 ? shape.length - 2 : shape.length - 1);

/** Whole numbers from -127 to 127, by a factor of its own for each output channel. */
function asBytes(tensor: OnnxTensor): Stored {
  const axis = channelAxis(tensor);
  const channels = tensor.shape[axis] ?? 1;
  const inner = tensor.shape.slice(axis + 1).reduce((a, b) => a * b, 1);
  const channelOf = (i: number) => Math.floor(i / inner) % channels;
  const values = float32(tensor);
  const largest = new Float32Array(channels);
  for (const [i, value] of values.entries())
    largest[channelOf(i)] = Math.max(largest[channelOf(i)] ?? 0, Math.abs(value));
  const factors = largest.map((value) => (value === 0 ? 1 : value / 127));
  const bytes = Int8Array.from(values, (value, i) => Math.round(value / (factors[channelOf(i)] ?? 1)));
  const [name, scale] = [`${tensor.name}/bytes`, `${tensor.name}/factors`];
  return {
    constants: [
      { ...tensor, name, type: 'int8', data: bytes },
      { name: scale, type: 'float32', shape: [channels], data: factors },
    ],
    node: { operator: 'DequantizeLinear', name, inputs: [name, scale], outputs: [tensor.name], attributes: { axis } },
  };
}

/**
 * The graph with its weights in another form.
 *
 * @throws {NumericError} a weight does not fit in half precision.
 */
export function withWeightForm<P extends FreePort>(graph: OnnxGraph<P>, form: WeightForm): OnnxGraph<P> {
  if (form === 'float32') return graph;
  const store = form === 'float16' ? asHalf : asBytes;
  const stored = graph.constants.filter(isWeight).map(store);
  return {
    ...graph,
    nodes: [...stored.map(({ node }) => node), ...graph.nodes],
    constants: [
      ...graph.constants.filter((tensor) => !isWeight(tensor)),
      ...stored.flatMap(({ constants }) => constants),
    ],
  };
}
