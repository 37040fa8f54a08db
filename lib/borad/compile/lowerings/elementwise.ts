/** Operations of one element at a time, with broadcasting. */
import { BackendError } from '../../base/errors';
import type { Emitter, Stored } from '../emitter';
import type { DataType, TensorSpec } from '../graph';
import { align, broadcastShape } from './broadcast';
import type { KernelRule, KernelRules, LoweringCall } from './rule';

const sameAs = (name: string) => (call: { inputs: Record<string, TensorSpec> }) => [
  { shape: call.inputs[name].shape, dtype: call.inputs[name].dtype },
];

/** One operator, two operands a and b. */
export function binary(
  emitter: Emitter,
  operator: string,
  a: Stored,
  b: Stored,
  shape: readonly number[],
  dtype?: DataType,
): Stored {
  const aligned = align(emitter, [a, b], shape);
  return emitter.one(operator, aligned.operands, aligned.shape, {}, { order: aligned.order, dtype });
}

function binaryRule(write: (emitter: Emitter, call: LoweringCall) => Stored, dtype?: DataType): KernelRule {
  return {
    infer: ({ inputs: { a, b } }) => [{ shape: broadcastShape(a.shape, b.shape), dtype: dtype ?? a.dtype }],
    lower: (emitter, call) => [write(emitter, call)],
  };
}

const simpleBinary = (operator: string, dtype?: DataType) =>
  binaryRule(
    (emitter, { stored: { a, b }, outputs }) => binary(emitter, operator, a, b, outputs[0].shape, dtype),
    dtype,
  );

function unaryRule(write: (emitter: Emitter, x: Stored, call: LoweringCall) => Stored, dtype?: DataType): KernelRule {
  return {
    infer: ({ inputs: { x } }) => [{ shape: x.shape, dtype: dtype ?? x.dtype }],
    lower: (emitter, call) => [write(emitter, call.stored.x, call)],
  };
}

const simpleUnary = (operator: string) => unaryRule((emitter, x) => emitter.unary(operator, x));

const times = (emitter: Emitter, x: Stored, factor: Stored) =>
  emitter.one('Mul', [x, factor], x.shape, {}, { order: x.order });

/** 1 where x > 0, else 0. Steep HardSigmoid: one pass over memory, where Greater and Cast take two. */
export function positiveMask(emitter: Emitter, x: Stored): Stored {
  if (emitter.options.simplify && x.dtype === 'float32') {
    return emitter.unary('HardSigmoid', x, { alpha: { float: 1e30 }, beta: { float: 0 } });
  }
  const positive = emitter.one(
    'Greater',
    [x, emitter.scalar(0, x.dtype)],
    x.shape,
    {},
    { order: x.order, dtype: 'bool' },
  );
  return cast(emitter, positive, x.dtype);
}

const TYPE_CODE: Record<DataType, number> = { float32: 1, int32: 6, bool: 9 };

/** The tensor in another type; floats are cut toward zero for int32. */
export function cast(emitter: Emitter, x: Stored, dtype: DataType): Stored {
  if (x.dtype === dtype) return x;
  const converted = emitter.unary('Cast', x, { to: TYPE_CODE[dtype] }, dtype);
  if (x.uniform === undefined) return converted;
  const uniform = dtype === 'bool' ? Number(x.uniform !== 0) : dtype === 'int32' ? Math.trunc(x.uniform) : x.uniform;
  return { ...converted, uniform };
}

/** max(x, 0) + slope min(x, 0). */
function prelu(emitter: Emitter, { stored: { x, alpha }, outputs }: LoweringCall): Stored {
  const zero = emitter.scalar(0);
  const positive = emitter.unary('Relu', x);
  const negative = emitter.one('Min', [x, zero], x.shape, {}, { order: x.order });
  const shape = outputs[0].shape;
  return binary(emitter, 'Add', positive, binary(emitter, 'Mul', negative, alpha, shape), shape);
}

function select(emitter: Emitter, { stored: { condition, t, e }, outputs }: LoweringCall): Stored {
  const { shape } = outputs[0];
  const aligned = align(emitter, [condition, t, e], shape);
  return emitter.one('Where', aligned.operands, aligned.shape, {}, { order: aligned.order, dtype: outputs[0].dtype });
}

const fillRule = (value: (call: { attributes: Record<string, unknown> }) => number): KernelRule => ({
  infer: sameAs('x'),
  lower: (emitter, call) => [emitter.uniform(value(call), call.outputs[0].shape, call.outputs[0].dtype)],
});

export const elementwiseRules: KernelRules = {
  Add: simpleBinary('Add'),
  Sub: simpleBinary('Sub'),
  Multiply: simpleBinary('Mul'),
  RealDiv: simpleBinary('Div'),
  Maximum: simpleBinary('Max'),
  Minimum: simpleBinary('Min'),
  Pow: simpleBinary('Pow'),
  Greater: simpleBinary('Greater', 'bool'),
  GreaterEqual: simpleBinary('GreaterOrEqual', 'bool'),
  Less: simpleBinary('Less', 'bool'),
  LessEqual: simpleBinary('LessOrEqual', 'bool'),
  Equal: simpleBinary('Equal', 'bool'),
  LogicalAnd: simpleBinary('And', 'bool'),
  LogicalOr: simpleBinary('Or', 'bool'),
  NotEqual: binaryRule(
    (emitter, { stored: { a, b }, outputs }) =>
      emitter.unary('Not', binary(emitter, 'Equal', a, b, outputs[0].shape, 'bool')),
    'bool',
  ),
  FloorDiv: binaryRule((emitter, { stored: { a, b }, outputs: [{ shape, dtype }] }) => {
    const quotient = binary(emitter, 'Div', cast(emitter, a, 'float32'), cast(emitter, b, 'float32'), shape);
    return cast(emitter, emitter.unary('Floor', quotient), dtype);
  }),
  SquaredDifference: binaryRule((emitter, { stored: { a, b }, outputs: [{ shape }] }) => {
    const difference = binary(emitter, 'Sub', a, b, shape);
    return times(emitter, difference, difference);
  }),
  AddN: {
    infer: ({ inputs }) => [{ shape: inputs[0].shape, dtype: inputs[0].dtype }],
    lower: (emitter, { stored, outputs }) => [
      Object.values(stored).reduce((sum, term) => binary(emitter, 'Add', sum, term, outputs[0].shape)),
    ],
  },
  Select: {
    infer: ({ inputs: { t, e } }) => [{ shape: broadcastShape(t.shape, e.shape), dtype: t.dtype }],
    lower: (emitter, call) => [select(emitter, call)],
  },

  Abs: simpleUnary('Abs'),
  Neg: simpleUnary('Neg'),
  Sqrt: simpleUnary('Sqrt'),
  Exp: simpleUnary('Exp'),
  Log: simpleUnary('Log'),
  Sign: simpleUnary('Sign'),
  Floor: simpleUnary('Floor'),
  Ceil: simpleUnary('Ceil'),
  Round: simpleUnary('Round'),
  Reciprocal: simpleUnary('Reciprocal'),
  Sigmoid: simpleUnary('Sigmoid'),
  Tanh: simpleUnary('Tanh'),
  Softplus: simpleUnary('Softplus'),
  Erf: simpleUnary('Erf'),
  Sin: simpleUnary('Sin'),
  Cos: simpleUnary('Cos'),
  Elu: simpleUnary('Elu'),
  Relu: simpleUnary('Relu'),
  LogicalNot: simpleUnary('Not'),
  IsNan: unaryRule((emitter, x) => emitter.unary('IsNaN', x, {}, 'bool'), 'bool'),
  Square: unaryRule((emitter, x) => times(emitter, x, x)),
  Rsqrt: unaryRule((emitter, x) => emitter.unary('Reciprocal', emitter.unary('Sqrt', x))),
  Expm1: unaryRule((emitter, x) =>
    emitter.one('Sub', [emitter.unary('Exp', x), emitter.scalar(1)], x.shape, {}, { order: x.order }),
  ),
  Log1p: unaryRule((emitter, x) =>
    emitter.unary('Log', emitter.one('Add', [x, emitter.scalar(1)], x.shape, {}, { order: x.order })),
  ),
  Relu6: unaryRule((emitter, x) =>
    emitter.one('Clip', [x, emitter.scalar(0), emitter.scalar(6)], x.shape, {}, { order: x.order }),
  ),
  ClipByValue: unaryRule((emitter, x, { attributes }) => {
    const limits = [attributes.clipValueMin, attributes.clipValueMax].map((limit) =>
      emitter.scalar(limit as number, x.dtype),
    );
    return emitter.one('Clip', [x, ...limits], x.shape, {}, { order: x.order });
  }),
  LeakyRelu: unaryRule((emitter, x, { attributes }) =>
    emitter.unary('LeakyRelu', x, { alpha: { float: attributes.alpha as number } }),
  ),
  EluGrad: {
    infer: sameAs('y'),
    // The slope is 1 where y is positive, else exp x = y + 1.
    lower: (emitter, { stored: { dy, y }, outputs: [{ shape }] }) => {
      const negative = emitter.one('Min', [y, emitter.scalar(0)], y.shape, {}, { order: y.order });
      const slope = emitter.one('Add', [negative, emitter.scalar(1)], y.shape, {}, { order: y.order });
      return [binary(emitter, 'Mul', dy, slope, shape)];
    },
  },
  Prelu: {
    infer: ({ inputs: { x, alpha } }) => [{ shape: broadcastShape(x.shape, alpha.shape), dtype: x.dtype }],
    lower: (emitter, call) => [prelu(emitter, call)],
  },
  Step: unaryRule((emitter, x, { attributes }) => {
    const mask = positiveMask(emitter, x);
    const alpha = (attributes.alpha as number | undefined) ?? 0;
    if (alpha === 0) return mask;
    // 1 where positive, alpha elsewhere: alpha + (1 - alpha) mask.
    const scaled = times(emitter, mask, emitter.scalar(1 - alpha));
    return emitter.one('Add', [scaled, emitter.scalar(alpha)], x.shape, {}, { order: x.order });
  }),

  Identity: { infer: sameAs('x'), lower: (_emitter, { stored }) => [stored.x] },
  Cast: {
    infer: ({ inputs: { x }, attributes }) => {
      const dtype = attributes.dtype as DataType;
      if (!(dtype in TYPE_CODE))
        throw new BackendError(`Compile: no lowering for Cast to ${dtype}; float32, int32 and bool are known.`);
      return [{ shape: x.shape, dtype }];
    },
    lower: (emitter, { stored: { x }, outputs }) => [cast(emitter, x, outputs[0].dtype)],
  },
  ZerosLike: fillRule(() => 0),
  OnesLike: fillRule(() => 1),
  Fill: {
    infer: ({ attributes }) => [
      { shape: attributes.shape as number[], dtype: (attributes.dtype as DataType | undefined) ?? 'float32' },
    ],
    lower: (emitter, { attributes, outputs }) => [
      emitter.uniform(attributes.value as number, outputs[0].shape, outputs[0].dtype),
    ],
  },
};
