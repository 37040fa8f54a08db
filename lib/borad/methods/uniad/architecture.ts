/** What fixes UniAD's network, and the table of its parameters. */
import { type ImageSize, ShapeError } from '../../base';
import {
  addAffine,
  addAttention,
  addDense,
  drawNormal,
  drawUniform,
  drawXavierUniform,
  type ParameterTable,
} from '../../layers';
import { dividedSize } from '../dividedSize';
import type { BaseArchitecture, TeacherForm } from '../method';
import { requireVisible } from './neighbourMask';
import type { UniadConfig } from './settings';

/** The settings of the transformer but for its stride, from which the grid follows. */
export interface UniadArchitecture extends BaseArchitecture, Omit<UniadConfig['transformer'], 'stride'> {
  /** Channels of the teacher's maps, finest first. */
  channels: number[];
  /** Rows and columns of the grid of tokens. */
  grid: [number, number];
}

/** Deviation of the learned queries at the start: small, so that the residual stream is not all query. */
const QUERY_DEVIATION = 0.3;

function addFeedForward(table: ParameterTable, scope: string, width: number, hidden: number): void {
  addDense(table, `${scope}.l1`, width, hidden, drawXavierUniform);
  addDense(table, `${scope}.l2`, hidden, width, drawXavierUniform);
}

/** All trained tensors. */
export function uniadParameters(architecture: UniadArchitecture): ParameterTable {
  const { grid, width, hidden } = architecture;
  const channels = architecture.channels.reduce((sum, count) => sum + count, 0);
  const table: ParameterTable = new Map();
  table.set('row', { shape: [grid[0], width / 2], draw: drawUniform(0, 1) });
  table.set('col', { shape: [grid[1], width / 2], draw: drawUniform(0, 1) });
  addDense(table, 'input', channels, width, drawXavierUniform);
  addDense(table, 'output', width, channels, drawXavierUniform);
  for (let i = 0; i < architecture.encoderLayers; i++) {
    addAttention(table, `enc.${i}.attn`, width, drawXavierUniform);
    addFeedForward(table, `enc.${i}.ffn`, width, hidden);
    for (const name of ['n1', 'n2']) addAffine(table, `enc.${i}.${name}`, width);
  }
  for (let i = 0; i < architecture.decoderLayers; i++) {
    table.set(`dec.${i}.query`, { shape: [grid[0] * grid[1], width], draw: drawNormal(QUERY_DEVIATION) });
    for (const name of ['attn1', 'attn2']) addAttention(table, `dec.${i}.${name}`, width, drawXavierUniform);
    addFeedForward(table, `dec.${i}.ffn`, width, hidden);
    for (const name of ['n1', 'n2', 'n3']) addAffine(table, `dec.${i}.${name}`, width);
  }
  addAffine(table, 'norm', width);
  // With the norms in front, nothing else would normalise the encoder's output.
  if (architecture.norm === 'before') addAffine(table, 'enc_norm', width);
  return table;
}

/**
 * The network for a teacher and an image size.
 *
 * @throws {ShapeError} the image or a token is no whole number of locations.
 * @throws {OptionError} the window hides everything from some token.
 */
export function uniadArchitecture(
  { channels, strides }: Pick<TeacherForm, 'channels' | 'strides'>,
  imageSize: ImageSize,
  { stride, ...rest }: UniadConfig['transformer'],
): UniadArchitecture {
  const coarsest = Math.max(stride, strides[2]);
  const why = `for tokens of ${stride} pixels and strides [${strides}]`;
  dividedSize(imageSize, coarsest, why);
  const odd = strides.find((one) => one < stride && stride % one !== 0);
  if (odd !== undefined) {
    throw new ShapeError(`transformer.stride: expected a multiple of the stride ${odd} of a finer map, got ${stride}.`);
  }
  const grid = dividedSize(imageSize, stride, why);
  requireVisible(grid, rest.window);
  return { channels: [...channels], grid, ...rest };
}
