/**
 * Reads TensorFlow Lite models: the tables of the flatbuffer schema, version 3, that convolutional networks use.
 * https://github.com/tensorflow/tensorflow/blob/master/tensorflow/compiler/mlir/lite/schema/schema.fbs
 */
import type * as Flatbuffers from 'flatbuffers';
import { DataError, halfToFloat } from '../base';

export interface TfliteTensor {
  name: string;
  shape: number[];
  type: 'float32' | 'float16' | 'other';
  /** The stored values; undefined for a tensor that an operator computes. */
  data(): Float32Array | undefined;
}

export interface TfliteOperator {
  /** `other` for operators that this reader has no use for. */
  kind: 'add' | 'conv2d' | 'depthwiseConv2d' | 'dequantize' | 'other';
  /** Number of the operator in the schema. */
  code: number;
  /** Tensor numbers; -1 for an optional input that is missing. */
  inputs: number[];
  outputs: number[];
  activation: 'none' | 'relu' | 'relu6' | 'other';
  /** Of convolutions. */
  padding: 'same' | 'valid';
  strides: [number, number];
  dilations: [number, number];
}

/** The first subgraph of a model. */
export interface TfliteModel {
  tensors: TfliteTensor[];
  operators: TfliteOperator[];
  inputs: number[];
  outputs: number[];
}

const KINDS: Record<number, TfliteOperator['kind']> = { 0: 'add', 3: 'conv2d', 4: 'depthwiseConv2d', 6: 'dequantize' };
const ACTIVATIONS: Record<number, TfliteOperator['activation']> = { 0: 'none', 1: 'relu', 3: 'relu6' };
const TYPES: Record<number, TfliteTensor['type']> = { 0: 'float32', 1: 'float16' };

/** Loaded with the first model, so that importing borad stays quick. */
const flatbuffers = () => require('flatbuffers') as typeof Flatbuffers;

/** Numbers of the fields in their tables. */
const FIELD = {
  model: { version: 0, operatorCodes: 1, subgraphs: 2, buffers: 4 },
  operatorCode: { oldCode: 0, code: 3 },
  subgraph: { tensors: 0, inputs: 1, outputs: 2, operators: 3 },
  tensor: { shape: 0, type: 1, buffer: 2, name: 3 },
  buffer: { data: 0 },
  operator: { code: 0, inputs: 1, outputs: 2, options: 4 },
  conv2d: { padding: 0, strideWidth: 1, strideHeight: 2, activation: 3, dilationWidth: 4, dilationHeight: 5 },
  depthwiseConv2d: { padding: 0, strideWidth: 1, strideHeight: 2, activation: 4, dilationWidth: 5, dilationHeight: 6 },
  add: { activation: 0 },
};

/**
 * Reads a model from the bytes of a .tflite file.
 *
 * @param file Named in errors.
 * @throws {DataError} the bytes are not a TFLite model of schema version 3.
 */
export function readTflite(bytes: Uint8Array, file: string): TfliteModel {
  const buffer = new (flatbuffers().ByteBuffer)(bytes);
  if (bytes.length < 8 || !buffer.__has_identifier('TFL3')) {
    throw new DataError(`${file} is not a TFLite model: the mark TFL3 is missing.`, { file });
  }
  try {
    return readModel(buffer);
  } catch (cause) {
    if (cause instanceof DataError) throw cause;
    throw new DataError(`${file} is a damaged TFLite model: ${(cause as Error).message}.`, { file, cause });
  }

  function readModel(source: Flatbuffers.ByteBuffer): TfliteModel {
    const model = table(source, source.readInt32(0));
    const version = model.integer(FIELD.model.version, 0);
    if (version !== 3) throw new DataError(`${file} has TFLite schema ${version}, this reader knows 3.`, { file });
    const codes = model.tables(FIELD.model.operatorCodes).map((code) =>
      // Older files hold the number in a byte, newer ones in an integer beside it.
      Math.max(code.byte(FIELD.operatorCode.oldCode, 0), code.integer(FIELD.operatorCode.code, 0)),
    );
    const buffers = model.tables(FIELD.model.buffers);
    const [subgraph] = model.tables(FIELD.model.subgraphs);
    if (!subgraph) throw new DataError(`${file} has no subgraph.`, { file });
    return {
      tensors: subgraph.tables(FIELD.subgraph.tensors).map((entry) => readTensor(entry, buffers)),
      operators: subgraph.tables(FIELD.subgraph.operators).map((entry) => readOperator(entry, codes)),
      inputs: subgraph.integers(FIELD.subgraph.inputs),
      outputs: subgraph.integers(FIELD.subgraph.outputs),
    };
  }
}

function readTensor(entry: Table, buffers: Table[]): TfliteTensor {
  const type = TYPES[entry.byte(FIELD.tensor.type, 0)] ?? 'other';
  const content = buffers[entry.integer(FIELD.tensor.buffer, 0)];
  return {
    name: entry.text(FIELD.tensor.name),
    shape: entry.integers(FIELD.tensor.shape),
    type,
    data: () => {
      const bytes = content.bytes(FIELD.buffer.data);
      if (bytes.length === 0 || type === 'other') return undefined;
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const read =
        type === 'float16'
          ? (i: number) => halfToFloat(view.getUint16(2 * i, true))
          : (i: number) => view.getFloat32(4 * i, true);
      return Float32Array.from({ length: bytes.length / (type === 'float16' ? 2 : 4) }, (_, i) => read(i));
    },
  };
}

function readOperator(entry: Table, codes: number[]): TfliteOperator {
  const code = codes[entry.integer(FIELD.operator.code, 0)];
  const kind = KINDS[code] ?? 'other';
  const operator: TfliteOperator = {
    kind,
    code,
    inputs: entry.integers(FIELD.operator.inputs),
    outputs: entry.integers(FIELD.operator.outputs),
    activation: 'none',
    padding: 'same',
    strides: [1, 1],
    dilations: [1, 1],
  };
  const options = entry.table(FIELD.operator.options);
  if (!options || kind === 'other' || kind === 'dequantize') return operator;
  operator.activation = ACTIVATIONS[options.byte(FIELD[kind].activation, 0)] ?? 'other';
  if (kind === 'add') return operator;
  const fields = FIELD[kind];
  operator.padding = options.byte(fields.padding, 0) === 0 ? 'same' : 'valid';
  operator.strides = [options.integer(fields.strideHeight, 0), options.integer(fields.strideWidth, 0)];
  operator.dilations = [options.integer(fields.dilationHeight, 1), options.integer(fields.dilationWidth, 1)];
  return operator;
}

/** Access to one flatbuffer table; a field that is absent has its default. */
interface Table {
  byte(field: number, otherwise: number): number;
  integer(field: number, otherwise: number): number;
  integers(field: number): number[];
  text(field: number): string;
  bytes(field: number): Uint8Array;
  table(field: number): Table | undefined;
  tables(field: number): Table[];
}

function table(buffer: Flatbuffers.ByteBuffer, position: number): Table {
  // Place of a field's value; 0 where the field is absent. The table of offsets starts with two sizes of two bytes.
  const place = (field: number): number => {
    const offset = buffer.__offset(position, 4 + 2 * field);
    return offset === 0 ? 0 : position + offset;
  };
  const vector = <T>(field: number, element: (start: number, i: number) => T): T[] => {
    const at = place(field) - position;
    if (at < 0) return [];
    const start = buffer.__vector(position + at);
    const length = buffer.__vector_len(position + at);
    // Elements take four bytes each; without the check a damaged length would be read on and on past the end.
    if (length < 0 || start + 4 * length > buffer.capacity())
      throw new Error(`a list of ${length} elements at byte ${start} of ${buffer.capacity()}`);
    return Array.from({ length }, (_, i) => element(start, i));
  };
  return {
    byte: (field, otherwise) => (place(field) ? buffer.readUint8(place(field)) : otherwise),
    integer: (field, otherwise) => (place(field) ? buffer.readInt32(place(field)) : otherwise),
    integers: (field) => vector(field, (start, i) => buffer.readInt32(start + 4 * i)),
    text: (field) => (place(field) ? (buffer.__string(place(field)) as string) : ''),
    bytes(field) {
      if (!place(field)) return new Uint8Array(0);
      const start = buffer.__vector(place(field));
      return buffer.bytes().subarray(start, start + buffer.__vector_len(place(field)));
    },
    table: (field) => (place(field) ? table(buffer, buffer.__indirect(place(field))) : undefined),
    tables: (field) => vector(field, (start, i) => table(buffer, buffer.__indirect(start + 4 * i))),
  };
}
