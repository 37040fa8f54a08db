/** What fixes INP-Former's network, and the table of its parameters. */
import type { ImageSize } from '../../base';
import { addAffine, addDense, addTokenMlp, drawNormal, drawOnes, type ParameterTable } from '../../layers';
import { addGroupHeads, drawEmbedding, drawSmall, groupSizes } from '../dinomaly';
import { type FoldedGrid, foldedGrid } from '../foldedMaps';
import type { BaseArchitecture, TeacherForm } from '../method';
import type { InpFormerConfig } from './settings';

/** The settings of the transformer but for its stride, from which the grid follows. */
export interface InpFormerArchitecture
  extends BaseArchitecture,
    FoldedGrid,
    Omit<InpFormerConfig['transformer'], 'stride'> {
  channels: number[];
  /** Values of a token in each group of targets, finest maps first. */
  groups: number[];
  /** Dense layers from tokens to the width and from it to the groups; without them all have the width. */
  projected: boolean;
}

/** An attention whose queries come from elsewhere, and the layers around it. */
function addCrossBlock(table: ParameterTable, scope: string, sizes: { width: number; hidden: number }): void {
  const { width } = sizes;
  const small = () => drawSmall;
  addAffine(table, `${scope}.norm1`, width);
  addDense(table, `${scope}.attn.q`, width, width, small);
  addDense(table, `${scope}.attn.kv`, width, 2 * width, small);
  addDense(table, `${scope}.attn.proj`, width, width, small);
  addAffine(table, `${scope}.norm2`, width);
  addTokenMlp(table, `${scope}.mlp`, sizes, small);
}

/** All trained tensors. */
export function inpFormerParameters(architecture: InpFormerArchitecture): ParameterTable {
  const { groups, prototypes, width, heads, hidden, blocks, projected } = architecture;
  const table: ParameterTable = new Map();
  table.set('inp', { shape: [prototypes, width], draw: drawNormal(1) });
  if (projected) {
    const inputs = groups.reduce((sum, size) => sum + size, 0);
    addDense(table, 'embed', inputs, width, drawEmbedding);
  }
  addCrossBlock(table, 'extractor', { width, hidden });
  addTokenMlp(table, 'bottleneck', { width, hidden }, () => drawSmall);
  for (let i = 0; i < blocks; i++) {
    addCrossBlock(table, `blocks.${i}`, { width, hidden });
    table.set(`blocks.${i}.attn.learn_scale`, { shape: [heads, 1, 1], draw: drawOnes });
  }
  if (projected) addGroupHeads(table, groups, width, () => drawSmall);
  return table;
}

/**
 * The network for a teacher and an image size.
 *
 * @throws {ShapeError} the image is no whole number of tokens, or a token no whole number of locations of a map.
 */
export function inpFormerArchitecture(
  teacher: Pick<TeacherForm, 'channels' | 'strides'>,
  imageSize: ImageSize,
  { stride, ...rest }: InpFormerConfig['transformer'],
): InpFormerArchitecture {
  const folded = foldedGrid(teacher, imageSize, stride);
  return { ...folded, groups: groupSizes(folded), ...rest, projected: true };
}
