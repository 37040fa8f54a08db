/** What fixes MambaAD's network, and the table of its parameters. */
import { OptionError, ShapeError } from '../../base';
import {
  addAffine,
  addBatchNorm,
  addBottleneck,
  addConvolution,
  addNormed,
  drawTruncatedNormal,
  type ParameterTable,
} from '../../layers';
import { dividedSize, squareSide } from '../dividedSize';
import type { BaseArchitecture, TeacherForm } from '../method';
import { addLocalityModule } from './localityModule';
import { type Scan, scanOrders } from './scanOrders';
import type { MambaadConfig } from './settings';

type Triple = [number, number, number];

export interface MambaadArchitecture extends BaseArchitecture {
  /** Channels of the teacher's maps, finest first. */
  channels: Triple;
  /** Widths of fusion and decoder, finest first; the fused map has twice the last. */
  widths: Triple;
  scan: Scan;
  directions: number;
  /** Values of state per channel. */
  state: number;
  /** Channels inside a block, as a share of the map's. */
  expansion: number;
  /** Blocks of each module, level by level, the coarsest first. */
  blocks: number[][];
  /** 1x1 convolutions from the decoder's widths to the teacher's channels. */
  heads: boolean;
  /** Height and width of the fused map, half of those of the coarsest map. */
  side: number;
}

/** What the tensors follow from. */
export type MambaadShape = Omit<MambaadArchitecture, 'scan' | 'side'>;

/** Bottleneck blocks of the fusion. */
export const FUSION_BLOCKS = 3;

/** Widths of the decoder's levels, the coarsest first. */
export const levelWidths = ({ widths: [w1, w2, w3] }: Pick<MambaadArchitecture, 'widths'>) => [2 * w3, w3, w2, w1];

/** Adds a 1x1 convolution with bias and the batch norm that follows it. */
function addLateral(table: ParameterTable, name: string, input: number, output: number): void {
  addConvolution(table, `fuse.${name}`, { size: 1, input, output });
  addBatchNorm(table, `fuse.${name}_bn`, output);
}

/** Parameters and running statistics of the half feature pyramid, under `fuse.`. */
export function fusionParameters({
  channels: [c1, c2, c3],
  widths: [, w2, w3],
}: Pick<MambaadArchitecture, 'channels' | 'widths'>): ParameterTable {
  const table: ParameterTable = new Map();
  addNormed(table, 'fuse.down1', 'fuse.down1_bn', { size: 3, input: c1, output: w2 });
  addLateral(table, 'side2', c2, w2);
  addNormed(table, 'fuse.down2', 'fuse.down2_bn', { size: 3, input: w2, output: w3 });
  addLateral(table, 'side3', c3, w3);
  addLateral(table, 'join', w3, w3);
  for (let i = 0; i < FUSION_BLOCKS; i++) {
    const [input, kind] = i === 0 ? [w3, 'down' as const] : [2 * w3, 'plain' as const];
    addBottleneck(table, `fuse.blocks.${i}`, input, { width: w3 / 2, channels: 2 * w3, kind });
  }
  return table;
}

/** Those of the decoder, under `dec.`, and its heads, under `heads.`. */
export function decoderParameters(architecture: MambaadShape): ParameterTable {
  const { channels, widths, heads, blocks, expansion, state, directions } = architecture;
  const table: ParameterTable = new Map();
  const draw = drawTruncatedNormal(0.02, 2);
  levelWidths(architecture).forEach((width, level, all) => {
    if (level > 0) {
      table.set(`dec.${level}.expand.weight`, { shape: [all[level - 1], 4 * width], draw });
      addAffine(table, `dec.${level}.norm`, width);
    }
    blocks[level].forEach((count, i) => {
      // The way of the paths does not change the tensors.
      const shape = { inner: expansion * width, state, directions, scan: 'sweep' as const, blocks: count };
      addLocalityModule(table, `dec.${level}.modules.${i}`, width, shape);
    });
  });
  if (heads) {
    widths.forEach((width, scale) => {
      addConvolution(table, `heads.${scale}`, { size: 1, input: width, output: channels[scale] });
    });
  }
  return table;
}

/** All tensors but the optimiser's. */
export function mambaadParameters(architecture: MambaadShape): ParameterTable {
  return new Map([...fusionParameters(architecture), ...decoderParameters(architecture)]);
}

/**
 * The network for a teacher and settings.
 *
 * @throws {OptionError} a width does not fit, or the scan does not fit the maps.
 * @throws {ShapeError} the image size does not fit the maps.
 */
export function mambaadArchitecture(
  { channels, strides }: Pick<TeacherForm, 'channels' | 'strides'>,
  { data, student: { widths }, stateSpace }: Pick<MambaadConfig, 'data' | 'student' | 'stateSpace'>,
): MambaadArchitecture {
  const { scan, directions, state, expansion, blocks } = stateSpace;
  const coarsest = 2 * strides[2];
  const square = squareSide(data.imageSize, "MambaAD's paths through its maps");
  const [side] = dividedSize(square, coarsest, `for strides [${strides}]`);
  if (strides[1] !== 2 * strides[0] || strides[2] !== 2 * strides[1]) {
    throw new ShapeError(`MambaAD: expected maps each half the size of the one before, got strides [${strides}].`);
  }
  const odd = levelWidths({ widths }).find((width) => !Number.isInteger(expansion * width) || width % 2 !== 0);
  if (odd !== undefined) {
    throw new OptionError(
      `student.widths: expected even numbers, multiples of stateSpace.expansion ${expansion}, got [${widths}]. Try [32, 64, 128].`,
    );
  }
  blocks.forEach((modules, level) => {
    if (modules.some((count) => count > 0)) scanOrders(scan, side * 2 ** level, directions);
  });
  const heads = widths.some((width, scale) => width !== channels[scale]);
  return { channels, widths, scan, directions, state, expansion, blocks, heads, side };
}
