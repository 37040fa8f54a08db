/** What fixes HVQ-Trans's network, and the table of its parameters. */
import {
  addAffine,
  addAttention,
  addDense,
  drawUniform,
  drawXavierUniform,
  drawZeros,
  type ParameterTable,
} from '../../layers';
import { type FoldedGrid, foldedGrid, patchSizes } from '../foldedMaps';
import type { BaseArchitecture, TeacherForm } from '../method';
import type { HvqTransConfig } from './settings';

/** The settings of the transformer but for its stride, from which the grid follows. */
export interface HvqTransArchitecture
  extends BaseArchitecture,
    FoldedGrid,
    Omit<HvqTransConfig['transformer'], 'stride'> {
  channels: number[];
  /** Values of a token. */
  inputs: number;
  /** Names of the categories, each with codebooks and a head of its own. */
  categories: string[];
  /** Codes of a codebook. */
  codes: number;
}

/** Two dense layers and the norms of a layer's sublayers. */
function addLayer(
  table: ParameterTable,
  scope: string,
  attentions: readonly string[],
  { width, hidden }: { width: number; hidden: number },
): void {
  for (const name of attentions) addAttention(table, `${scope}.${name}`, width, drawXavierUniform);
  addDense(table, `${scope}.fc1`, width, hidden, drawXavierUniform);
  addDense(table, `${scope}.fc2`, hidden, width, drawXavierUniform);
  for (let i = 1; i <= attentions.length + 1; i++) addAffine(table, `${scope}.norm${i}`, width);
}

/** All trained tensors. */
export function hvqTransParameters(architecture: HvqTransArchitecture): ParameterTable {
  const { grid, inputs, categories, width, hidden, layers } = architecture;
  const table: ParameterTable = new Map();
  table.set('row', { shape: [grid[0], width / 2], draw: drawUniform(0, 1) });
  table.set('col', { shape: [grid[1], width / 2], draw: drawUniform(0, 1) });
  addDense(table, 'project', inputs, width, drawXavierUniform);
  for (let i = 0; i < layers; i++) addLayer(table, `encoder.${i}`, ['attn'], { width, hidden });
  const wide = { width: 2 * width, hidden };
  for (let i = 0; i < layers; i++) addLayer(table, `decoder.${i}`, ['self_attn', 'cross_attn'], wide);
  addAffine(table, 'norm', 2 * width);
  const draw = drawXavierUniform(2 * width, inputs);
  table.set('head_weight', { shape: [categories.length, 2 * width, inputs], draw });
  table.set('head_bias', { shape: [categories.length, inputs], draw: drawZeros });
  return table;
}

/** Names of the codebooks and the length of their codes: the deepest encoder level's, then the decoder's memories, deepest first. */
export function codebookWidths({ width, layers }: Pick<HvqTransArchitecture, 'width' | 'layers'>): Map<string, number> {
  const levels = Array.from({ length: layers }, (_, i): [string, number] => [`levels.${i}`, 2 * width]);
  return new Map([['top', width], ...levels]);
}

/** Names and shapes of what codebooks hold. */
export function codebookShapes(architecture: HvqTransArchitecture): Map<string, number[]> {
  const { categories, codes } = architecture;
  const books = [...codebookWidths(architecture)];
  return new Map(
    books.flatMap(([scope, width]): [string, number[]][] => [
      [`${scope}.codes`, [categories.length, codes, width]],
      [`${scope}.sums`, [categories.length, codes, width]],
      [`${scope}.counts`, [categories.length, codes]],
    ]),
  );
}

/**
 * The network for a teacher, an image size and categories.
 *
 * @throws {ShapeError} the image is no whole number of tokens, or a token no whole number of locations of a map.
 */
export function hvqTransArchitecture(
  teacher: Pick<TeacherForm, 'channels' | 'strides'>,
  { data, transformer, codebooks }: HvqTransConfig,
  categories: readonly string[],
): HvqTransArchitecture {
  const { stride, ...rest } = transformer;
  const folded = foldedGrid(teacher, data.imageSize, stride);
  const inputs = patchSizes(folded).reduce((sum, size) => sum + size, 0);
  return { ...folded, inputs, categories: [...categories], ...rest, codes: codebooks.codes };
}
