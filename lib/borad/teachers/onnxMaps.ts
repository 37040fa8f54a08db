/**
 * Where the three maps stand in the outputs of an ONNX file: a map each, as convolutional networks have them, or the tokens of a
 * vision transformer's grid [B, T, C], of which pooling makes three scales.
 */
import { DataError, OptionError, ShapeError, type StoredTensor } from '../base';
import type { OnnxOutput, OnnxProbe } from './onnxProbe';

/** One of the three maps. */
export interface OnnxMap {
  name: string;
  channels: number;
  /** Pixels per location of the output. */
  stride: number;
  /** Average pooling that makes the scale: 1 of a map; 1, 2 and 4 of tokens, whose grid is the same in every layer. */
  pooling: 1 | 2 | 4;
  /** Of tokens: how many stand in front of the grid's (class token, registers). */
  leading?: number;
}

/** More tokens in front of a grid than any published network has would make every sequence a grid. */
const MOST_LEADING = 8;

const POOLINGS = [1, 2, 4] as const;

/**
 * The three maps of a file, finest first.
 *
 * @param names Outputs: three maps, three outputs of tokens, or one of tokens that serves all scales; empty: the file's own.
 * @throws {OptionError} an output is unknown, or there are neither three nor one of tokens.
 * @throws {DataError} an output is neither a map nor tokens of a square grid, or the strides do not double.
 */
export function onnxMaps(probe: OnnxProbe, names: readonly string[], file: string): OnnxMap[] {
  const outputs = chosenOutputs(probe, names, file);
  const areTokens = outputs.map(({ dims }) => dims.length === 3);
  if (areTokens.some((one) => one !== areTokens[0])) {
    throw new DataError(
      `${file}: ${outputs.map(({ name, dims }) => `${name} is [${dims}]`).join(', ')}; expected three maps or tokens throughout. Name outputs of one kind by teacher.outputs.`,
      { file },
    );
  }
  const maps = areTokens[0] ? tokenMaps(outputs, probe, file) : outputs.map((output) => wholeMap(output, probe, file));
  const strides = maps.map(({ stride, pooling }) => stride * pooling);
  if (strides[1] !== 2 * strides[0] || strides[2] !== 2 * strides[1]) {
    const found = maps.map(({ name }, i) => `${name} ${strides[i]}`).join(', ');
    throw new DataError(
      `${file}: the strides of its maps are ${found}; each must be twice the one before. Name them by teacher.outputs, finest first.`,
      { file },
    );
  }
  return maps;
}

function chosenOutputs({ outputs }: OnnxProbe, names: readonly string[], file: string): OnnxOutput[] {
  const known = outputs.map(({ name }) => name).join(', ');
  const wanted = (names.length > 0 ? names : outputs.map(({ name }) => name)).map((name) => {
    const output = outputs.find((one) => one.name === name);
    if (!output) throw new OptionError(`teacher.outputs: ${file} has no output ${name}, but ${known}.`);
    return output;
  });
  const isOneOfTokens = wanted.length === 1 && wanted[0].dims.length === 3;
  if (wanted.length !== 3 && !isOneOfTokens) {
    throw new OptionError(
      `teacher.outputs: expected three names of maps, finest first, or one of tokens [B, T, C], got ${wanted.length}. ${file} has ${known}.`,
    );
  }
  return wanted;
}

function wholeMap({ name, type, dims }: OnnxOutput, { layout, size }: OnnxProbe, file: string): OnnxMap {
  const [height, width] = layout === 'NCHW' ? [dims[2], dims[3]] : [dims[1], dims[2]];
  if (type !== 'float32' || dims.length !== 4 || height !== width || size % height !== 0) {
    throw new DataError(
      `${file}: output ${name} is [${dims}] of ${type} for an image of ${size} pixels; expected a float32 map in layout ${layout} whose side divides the image's.`,
      { file },
    );
  }
  return { name, channels: dims[layout === 'NCHW' ? 1 : 3], stride: size / height, pooling: 1 };
}

function tokenMaps(outputs: readonly OnnxOutput[], { size }: OnnxProbe, file: string): OnnxMap[] {
  return POOLINGS.map((pooling, scale) => {
    const { name, type, dims } = outputs[outputs.length === 1 ? 0 : scale];
    const [, tokens, channels] = dims;
    const side = Math.floor(Math.sqrt(tokens));
    const leading = tokens - side * side;
    if (type !== 'float32' || side === 0 || size % side !== 0 || leading > MOST_LEADING) {
      throw new DataError(
        `${file}: output ${name} is [${dims}] of ${type} for an image of ${size} pixels; expected float32 tokens [B, T, C] of a square grid whose side divides the image's, with at most ${MOST_LEADING} tokens in front.`,
        { file },
      );
    }
    return { name, channels, stride: size / side, pooling, leading };
  });
}

/**
 * [B, side, side, C] from what the network gives for images of side * stride pixels.
 *
 * @throws {ShapeError} it is not as large as image and file promise.
 */
export function channelsLast(
  { data, shape }: StoredTensor,
  { name, channels, leading }: OnnxMap,
  { batch, side, layout, file }: { batch: number; side: number; layout: OnnxProbe['layout']; file: string },
): StoredTensor {
  const expected =
    leading !== undefined
      ? [batch, leading + side * side, channels]
      : layout === 'NCHW'
        ? [batch, channels, side, side]
        : [batch, side, side, channels];
  if (shape.join() !== expected.join()) {
    throw new ShapeError(
      `${file}: output ${name} is [${shape}] for these images, expected [${expected}]. Export it with free batch, height and width, or set data.imageSize to the size that it was made for.`,
    );
  }
  const moved = { shape: [batch, side, side, channels], data };
  if (leading !== undefined) return { ...moved, data: withoutLeading(data, batch, leading * channels) };
  return layout === 'NHWC' ? moved : { ...moved, data: turned(data, batch, channels, side * side) };
}

/** Drops the first values of every image. */
function withoutLeading(data: Float32Array, batch: number, first: number): Float32Array {
  if (first === 0) return data;
  const each = data.length / batch;
  const kept = new Float32Array(batch * (each - first));
  for (let b = 0; b < batch; b++) kept.set(data.subarray(b * each + first, (b + 1) * each), b * (each - first));
  return kept;
}

/** Channels first to channels last. */
function turned(data: Float32Array, batch: number, channels: number, area: number): Float32Array {
  const result = new Float32Array(data.length);
  for (let b = 0; b < batch; b++) {
    for (let c = 0; c < channels; c++) {
      const from = (b * channels + c) * area;
      for (let at = 0; at < area; at++) result[(b * area + at) * channels + c] = data[from + at];
    }
  }
  return result;
}
