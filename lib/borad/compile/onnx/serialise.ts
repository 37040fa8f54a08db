/** Writes a graph as an ONNX file (ModelProto of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto). */
import {
  type FreePort,
  type OnnxAttribute,
  type OnnxGraph,
  type OnnxTensor,
  type OnnxType,
  OPERATOR_SET,
} from './model';
import { ProtobufWriter } from './protobuf';

/** TensorProto.DataType. */
export const TYPE_CODES: Record<OnnxType, number> = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
};
const IR_VERSION = 9;
/** AttributeProto.AttributeType. */
const ATTRIBUTE = { float: 1, integer: 2, text: 3, floats: 6, integers: 7 };

/**
 * The bytes of an ONNX model; weights are stored raw, little-endian.
 *
 * @param metadata Pairs that tools show and onnxruntime's sessions hand out, all text.
 */
export function serialiseOnnx(graph: OnnxGraph<FreePort>, metadata: Record<string, string> = {}): Uint8Array {
  const model = new ProtobufWriter();
  model.integer(1, IR_VERSION);
  model.text(2, 'borad');
  model.message(7, (writer) => writeGraph(writer, graph));
  model.message(8, (writer) => {
    writer.text(1, '');
    writer.integer(2, OPERATOR_SET);
  });
  for (const [key, value] of Object.entries(metadata)) {
    model.message(14, (writer) => {
      writer.text(1, key);
      writer.text(2, value);
    });
  }
  return model.finish();
}

function writeGraph(writer: ProtobufWriter, graph: OnnxGraph<FreePort>): void {
  for (const node of graph.nodes) {
    writer.message(1, (inner) => {
      for (const name of node.inputs) inner.text(1, name);
      for (const name of node.outputs) inner.text(2, name);
      inner.text(3, node.name);
      inner.text(4, node.operator);
      for (const [name, value] of Object.entries(node.attributes))
        inner.message(5, (field) => writeAttribute(field, name, value));
    });
  }
  writer.text(2, graph.name);
  for (const constant of graph.constants) writer.message(5, (inner) => writeTensor(inner, constant));
  for (const port of graph.inputs) writer.message(11, (inner) => writePort(inner, port));
  for (const port of graph.outputs) writer.message(12, (inner) => writePort(inner, port));
}

function writeAttribute(writer: ProtobufWriter, name: string, value: OnnxAttribute): void {
  writer.text(1, name);
  if (typeof value === 'number') {
    writer.integer(3, value);
    writer.integer(20, ATTRIBUTE.integer);
  } else if (typeof value === 'string') {
    writer.text(4, value);
    writer.integer(20, ATTRIBUTE.text);
  } else if (Array.isArray(value)) {
    for (const item of value) writer.integer(8, item);
    writer.integer(20, ATTRIBUTE.integers);
  } else if ('float' in value) {
    writer.float(2, value.float);
    writer.integer(20, ATTRIBUTE.float);
  } else {
    for (const item of value.floats) writer.float(7, item);
    writer.integer(20, ATTRIBUTE.floats);
  }
}

function writeTensor(writer: ProtobufWriter, { name, type, shape, data }: OnnxTensor): void {
  for (const extent of shape) writer.integer(1, extent);
  writer.integer(2, TYPE_CODES[type]);
  writer.text(8, name);
  writer.bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

function writePort(writer: ProtobufWriter, { name, type, shape }: FreePort): void {
  writer.text(1, name);
  writer.message(2, (typeProto) =>
    typeProto.message(1, (tensor) => {
      tensor.integer(1, TYPE_CODES[type]);
      tensor.message(2, (shapeProto) => {
        for (const extent of shape)
          shapeProto.message(1, (dimension) =>
            typeof extent === 'number' ? dimension.integer(1, extent) : dimension.text(2, extent),
          );
      });
    }),
  );
}
