/** The steps that lead from the image to some tensors of a convolutional TFLite model, and their execution. */
import * as tf from '@tensorflow/tfjs-core';
import { DataError, type StoredTensor } from '../base';
import type { TfliteModel, TfliteOperator } from './tflite';

interface Step {
  kind: 'add' | 'conv2d' | 'depthwiseConv2d';
  /** Numbers of the computed tensors that go in, and of the one that comes out. */
  inputs: number[];
  output: number;
  /** Places of filter and bias among the plan's weights. */
  filter?: number;
  bias?: number;
  strides: [number, number];
  padding: 'same' | 'valid';
  activation: TfliteOperator['activation'];
}

export interface ConvolutionPlan {
  /** Number of the image tensor. */
  input: number;
  steps: Step[];
  /** Filters [h, w, C, D] or, depthwise, [h, w, C, 1], and biases [D]. */
  weights: StoredTensor[];
  taps: number[];
}

/**
 * The operators needed for the tensors `taps`, in order, with their constants converted to float32.
 *
 * @param file Named in errors.
 * @throws {DataError} a tap is missing, or an operator on the way is none of convolution, depthwise convolution, addition.
 */
export function convolutionPlan(model: TfliteModel, taps: number[], file: string): ConvolutionPlan {
  const problem = (what: string) =>
    new DataError(`${file}: ${what}. Use the file that the teacher was written for.`, { file });
  const producers = new Map<number, TfliteOperator>();
  for (const operator of model.operators) {
    for (const output of operator.outputs) producers.set(output, operator);
  }
  const plan: ConvolutionPlan = { input: model.inputs[0], steps: [], weights: [], taps };

  /** The stored values of a constant, which may lie behind an operator that turns float16 into float32. */
  const constant = (tensor: number): StoredTensor => {
    const producer = producers.get(tensor);
    const source = producer?.kind === 'dequantize' ? producer.inputs[0] : tensor;
    const data = model.tensors[source]?.data();
    if (!data) throw problem(`tensor ${tensor} should hold weights, but has no values`);
    return { shape: model.tensors[source].shape, data };
  };
  const addWeight = (weight: StoredTensor) => plan.weights.push(weight) - 1;

  const planned = new Set<number>([plan.input]);
  const visit = (tensor: number): void => {
    if (planned.has(tensor)) return;
    planned.add(tensor);
    const operator = producers.get(tensor);
    if (!operator) throw problem(`nothing computes tensor ${tensor}`);
    const { kind, activation, strides, padding } = operator;
    if (kind === 'other' || kind === 'dequantize')
      throw problem(`operator ${operator.code} before tensor ${tensor} is unknown`);
    if (activation === 'other') throw problem(`the activation of tensor ${tensor} is unknown`);
    if (operator.dilations.some((d) => d !== 1)) throw problem(`the convolution of tensor ${tensor} is dilated`);
    const inputs = kind === 'add' ? operator.inputs : operator.inputs.slice(0, 1);
    inputs.forEach(visit);
    const step: Step = { kind, inputs, output: tensor, strides, padding, activation };
    if (kind !== 'add') {
      const [, filter, bias] = operator.inputs;
      step.filter = addWeight(kind === 'conv2d' ? channelsLast(constant(filter)) : depthwiseFilter(constant(filter)));
      if (bias !== undefined && bias >= 0) step.bias = addWeight(constant(bias));
    }
    plan.steps.push(step);
  };
  taps.forEach(visit);
  return plan;
}

/** TFLite stores [D, h, w, C], TensorFlow.js takes [h, w, C, D]. */
function channelsLast({ shape, data }: StoredTensor): StoredTensor {
  const [outputs, height, width, inputs] = shape;
  const size = height * width * inputs;
  const moved = new Float32Array(data.length);
  for (let d = 0; d < outputs; d++) {
    for (let i = 0; i < size; i++) moved[i * outputs + d] = data[d * size + i];
  }
  return { shape: [height, width, inputs, outputs], data: moved };
}

/** TFLite stores [1, h, w, C], TensorFlow.js takes [h, w, C, 1]: the same order of values. */
function depthwiseFilter({ shape, data }: StoredTensor): StoredTensor {
  return { shape: [...shape.slice(1), 1], data };
}

/**
 * Runs a plan.
 *
 * @param image [B, H, W, C], already scaled.
 * @param weights The plan's weights as tensors, in order.
 * @returns The taps, in order. Call it inside a tidy.
 */
export function runPlan(plan: ConvolutionPlan, image: tf.Tensor4D, weights: tf.Tensor[]): tf.Tensor4D[] {
  const values = new Map<number, tf.Tensor4D>([[plan.input, image]]);
  for (const step of plan.steps) {
    const inputs = step.inputs.map((tensor) => values.get(tensor) as tf.Tensor4D);
    let y: tf.Tensor4D;
    if (step.kind === 'add') {
      y = tf.add(inputs[0], inputs[1]);
    } else {
      const convolve = step.kind === 'conv2d' ? tf.conv2d : tf.depthwiseConv2d;
      y = convolve(inputs[0], weights[step.filter as number] as tf.Tensor4D, step.strides, step.padding);
      if (step.bias !== undefined) y = tf.add(y, weights[step.bias]);
    }
    if (step.activation === 'relu') y = tf.relu(y);
    if (step.activation === 'relu6') y = tf.relu6(y);
    values.set(step.output, y);
  }
  return plan.taps.map((tensor) => values.get(tensor) as tf.Tensor4D);
}
