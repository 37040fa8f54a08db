/** What fixes ViTAD's network, and the table of its parameters. */
import type { ImageSize } from '../../base';
import { addAffine, addAttention, addDense, drawTruncatedNormal, type ParameterTable } from '../../layers';
import { type FoldedGrid, foldedGrid, patchSize } from '../foldedMaps';
import type { BaseArchitecture, TeacherForm } from '../method';
import type { VitadConfig } from './settings';

/** The settings of the transformer but for its stride, from which the grid follows. */
export interface VitadArchitecture extends BaseArchitecture, FoldedGrid, Omit<VitadConfig['transformer'], 'stride'> {
  channels: number[];
  /** Values of a token that the fusion reads. */
  neck: number;
  /** After how many blocks each reconstruction is read off, ascending: the first belongs to the coarsest map. */
  taps: number[];
  /** A dense layer per scale from tokens to patches; without them taps are compared as they are. */
  patchHeads: boolean;
}

/** timm's initial values for vision transformers: deviation 0.02, cut at +-2. */
const draw = drawTruncatedNormal(0.02, 2);

/** All trained tensors. */
export function vitadParameters(architecture: VitadArchitecture): ParameterTable {
  const { grid, neck, width, hidden, blocks, channels, patchHeads } = architecture;
  const table: ParameterTable = new Map();
  table.set('pos', { shape: [grid[0] * grid[1], width], draw });
  addDense(table, 'fusion', neck, width, () => draw);
  for (let i = 0; i < blocks; i++) {
    addAffine(table, `blocks.${i}.n1`, width);
    addAttention(table, `blocks.${i}.attn`, width, () => draw);
    addAffine(table, `blocks.${i}.n2`, width);
    addDense(table, `blocks.${i}.l1`, width, hidden, () => draw);
    addDense(table, `blocks.${i}.l2`, hidden, width, () => draw);
  }
  if (patchHeads) {
    for (const scale of channels.keys()) {
      addDense(table, `heads.${scale}`, width, patchSize(architecture, scale), () => draw);
    }
  }
  return table;
}

/** After which blocks the three maps are read off: after each third. */
export function tapsOf(blocks: number): number[] {
  return [1, 2, 3].map((third) => (blocks * third) / 3);
}

/**
 * The network for a teacher and an image size.
 *
 * @throws {ShapeError} the image is no whole number of tokens, or a token no whole number of locations of a map.
 */
export function vitadArchitecture(
  { channels, strides }: Pick<TeacherForm, 'channels' | 'strides'>,
  imageSize: ImageSize,
  { stride, ...rest }: VitadConfig['transformer'],
): VitadArchitecture {
  const network = foldedGrid({ channels, strides }, imageSize, stride);
  const neck = channels.reduce((sum, _, scale) => sum + patchSize(network, scale), 0);
  return { ...network, neck, ...rest, taps: tapsOf(rest.blocks), patchHeads: true };
}
