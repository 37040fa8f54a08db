/** What fixes RD4AD's network, and the table of its parameters. */
import { type ImageSize, OptionError } from '../../base';
import { addBottleneck, addConvolution, addNormed, type ParameterTable } from '../../layers';
import { DECODER_BLOCKS, FUSION_BLOCKS } from '../borad';
import { dividedSize } from '../dividedSize';
import type { BaseArchitecture, TeacherForm } from '../method';
import type { Rd4adConfig } from './settings';

export interface Rd4adArchitecture extends BaseArchitecture {
  /** Channels of the teacher's maps, finest first. */
  channels: [number, number, number];
  /** Widths of the embedding and the decoder, finest first. */
  widths: [number, number, number];
  /** Linear 1x1 heads from the decoder's widths to the teacher's channels. */
  heads: boolean;
  /** The teacher's maps can be negative: without heads, the last ReLU before the comparison is left out. */
  signed: boolean;
  /** Height and width of the embedding, half of those of the coarsest map. */
  midSize: [number, number];
}

/** What the tensors follow from. */
export type Rd4adShape = Pick<Rd4adArchitecture, 'channels' | 'widths' | 'heads'>;

/** Parameters and running statistics of the one-class bottleneck embedding, under `mff.`. */
export function embeddingParameters({
  channels,
  widths,
}: Pick<Rd4adArchitecture, 'channels' | 'widths'>): ParameterTable {
  const table: ParameterTable = new Map();
  const [c1, c2, c3] = channels;
  const [, w2, w3] = widths;
  addNormed(table, 'mff.down1a', 'mff.bn1a', { size: 3, input: c1, output: w2 });
  addNormed(table, 'mff.down1b', 'mff.bn1b', { size: 3, input: w2, output: w3 });
  addNormed(table, 'mff.down2', 'mff.bn2', { size: 3, input: c2, output: w3 });
  for (let i = 0; i < FUSION_BLOCKS; i++) {
    const [input, kind] = i === 0 ? [2 * w3 + c3, 'down' as const] : [2 * w3, 'plain' as const];
    addBottleneck(table, `mff.blocks.${i}`, input, { width: w3 / 2, channels: 2 * w3, kind });
  }
  return table;
}

/** Those of the decoder, under `dec.`, and its heads, under `heads.`. */
export function decoderParameters({ channels, widths, heads }: Rd4adShape): ParameterTable {
  const table: ParameterTable = new Map();
  let input = 2 * widths[2];
  DECODER_BLOCKS.forEach((blocks, layer) => {
    const output = widths[2 - layer];
    for (let j = 0; j < blocks; j++) {
      const kind = j === 0 ? 'up' : 'plain';
      addBottleneck(table, `dec.layers.${layer}.${j}`, input, { width: output / 2, channels: output, kind });
      input = output;
    }
  });
  if (heads) {
    widths.forEach((width, scale) => {
      addConvolution(table, `heads.${scale}`, { size: 1, input: width, output: channels[scale] });
    });
  }
  return table;
}

/** All tensors but the optimiser's. */
export function rd4adParameters(architecture: Rd4adShape): ParameterTable {
  return new Map([...embeddingParameters(architecture), ...decoderParameters(architecture)]);
}

/**
 * The network for a teacher and an image size.
 *
 * @throws {OptionError} a width is no multiple of 4.
 * @throws {ShapeError} the image size does not fit the maps.
 */
export function rd4adArchitecture(
  { channels, strides, signed }: TeacherForm,
  imageSize: ImageSize,
  student: Rd4adConfig['student'],
): Rd4adArchitecture {
  const widths = student.widths === 'teacher' ? channels : student.widths;
  if (widths.some((width) => width % 4 !== 0)) {
    throw new OptionError(`student.widths: expected multiples of 4, got [${widths}]. Try [32, 64, 128].`);
  }
  const midSize = dividedSize(imageSize, 2 * strides[2], `for strides [${strides}]`);
  const heads = widths.some((width, i) => width !== channels[i]);
  return { channels, widths, heads, signed, midSize };
}
