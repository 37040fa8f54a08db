/** Multiply-adds of a computation as it runs, from the shapes that TensorFlow.js's kernels really got. */
import * as tf from '@tensorflow/tfjs-core';
import { ShapeError } from '../base';

export interface MeasuredWork {
  /** Multiply-adds of convolutions and matrix products. */
  multiplyAdds: number;
  /** Calls of such kernels. */
  calls: number;
  /** Values of all filters that convolutions and matrix products got as their second operand. */
  weights: number;
}

const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** Multiply-adds of one kernel call; 0 for kernels that neither convolve nor multiply matrices. */
function workOf(kernel: string, inputs: number[][], output: number[]): number {
  const [first, second] = inputs;
  switch (kernel) {
    case 'Conv2D': // Filter [k, k, C, D]: every weight once for each place of the output.
      return (product(second) * product(output)) / output[3];
    case 'DepthwiseConv2dNative': // Filter [k, k, C, 1].
      return product(output) * second[0] * second[1];
    case 'Conv2DBackpropInput': // Transposed: every weight once for each place of the input.
      return (product(second) * product(first)) / first[3];
    case 'BatchMatMul': {
      // Operands may be transposed; the summed axis is what remains of the first one.
      const rows = output[output.length - 2];
      const summed = (first[first.length - 1] * first[first.length - 2]) / rows;
      return product(output) * summed;
    }
    default:
      if (/conv|matmul|einsum/i.test(kernel)) {
        throw new ShapeError(`measureWork: no rule for the kernel ${kernel}. Add one to layers/measuredWork.`);
      }
      return 0;
  }
}

/**
 * Runs a computation and counts what its kernels did.
 *
 * @param compute Its tensors are freed.
 * @throws {ShapeError} a convolution or matrix product of a kind that this function does not know.
 */
export async function measureWork(compute: () => tf.TensorContainer): Promise<MeasuredWork> {
  const profile = await tf.profile(() => {
    tf.tidy(() => {
      compute();
    });
    return null as unknown as tf.TensorContainer;
  });
  const work: MeasuredWork = { multiplyAdds: 0, calls: 0, weights: 0 };
  for (const { name, inputShapes, outputShapes } of profile.kernels) {
    const inputs = inputShapes.filter((shape): shape is number[] => Array.isArray(shape));
    const multiplyAdds = workOf(name, inputs, outputShapes[0] as number[]);
    if (multiplyAdds === 0) continue;
    work.multiplyAdds += multiplyAdds;
    work.calls++;
    work.weights += product(inputs[1]);
  }
  return work;
}
