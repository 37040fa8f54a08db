/** What fixes Dinomaly's network, and the table of its parameters. */
import type { ImageSize } from '../../base';
import { addAffine, addDense, addTokenMlp, drawTruncatedNormal, type ParameterTable } from '../../layers';
import { type FoldedGrid, foldedGrid } from '../foldedMaps';
import type { BaseArchitecture, TeacherForm } from '../method';
import { addGroupHeads, groupSizes } from './groups';
import type { DinomalyConfig } from './settings';

/** The settings of the transformer but for its stride, from which the grid follows, and the dropout of training. */
export interface DinomalyArchitecture
  extends BaseArchitecture,
    FoldedGrid,
    Omit<DinomalyConfig['transformer'], 'stride' | 'dropout'> {
  channels: number[];
  /** Values of a token in each group of targets, finest maps first. */
  groups: number[];
  /** Dense layers from tokens to the width and from it to the groups; without them all have the width. */
  projected: boolean;
}

/** The authors' initial values of dense layers: deviation 0.01, cut at +-0.03. */
export const drawSmall = drawTruncatedNormal(0.01, 0.03);

/** Initial values of the layer that takes the tokens: their mean square is 1, and so is that of its output. */
export const drawEmbedding = (inputs: number) => drawTruncatedNormal(1 / Math.sqrt(inputs), 2);

/** All trained tensors. */
export function dinomalyParameters(architecture: DinomalyArchitecture): ParameterTable {
  const { groups, width, hidden, blocks, projected } = architecture;
  const table: ParameterTable = new Map();
  const small = () => drawSmall;
  if (projected) {
    const inputs = groups.reduce((sum, size) => sum + size, 0);
    addDense(table, 'embed', inputs, width, drawEmbedding);
  }
  addTokenMlp(table, 'bottleneck', { width, hidden }, small);
  for (let i = 0; i < blocks; i++) {
    addAffine(table, `blocks.${i}.norm1`, width);
    addDense(table, `blocks.${i}.attn.qkv`, width, 3 * width, small);
    addDense(table, `blocks.${i}.attn.proj`, width, width, small);
    addAffine(table, `blocks.${i}.norm2`, width);
    addTokenMlp(table, `blocks.${i}.mlp`, { width, hidden }, small);
  }
  if (projected) addGroupHeads(table, groups, width, small);
  return table;
}

/**
 * The network for a teacher and an image size.
 *
 * @throws {ShapeError} the image is no whole number of tokens, or a token no whole number of locations of a map.
 */
export function dinomalyArchitecture(
  teacher: Pick<TeacherForm, 'channels' | 'strides'>,
  imageSize: ImageSize,
  { stride, width, heads, hidden, blocks }: DinomalyConfig['transformer'],
): DinomalyArchitecture {
  const folded = foldedGrid(teacher, imageSize, stride);
  return { ...folded, groups: groupSizes(folded), width, heads, hidden, blocks, projected: true };
}
