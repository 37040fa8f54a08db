/** What fixes the network: the teacher's channels, the student's widths and the size of the fused map. */
import { type ImageSize, OptionError, ShapeError } from '../../base';
import { dividedSize } from '../dividedSize';

/** Three numbers, one per scale; index 0 is the finest map. */
export type Triple = [number, number, number];

export interface Architecture {
  /** The teacher's channels. */
  channels: Triple;
  /** Widths of projector, fusion and decoder; the paper's are the teacher's channels (method.md, sections 1 and 7). */
  widths: Triple;
  /** Linear 1x1 heads from the decoder's widths to the teacher's channels. */
  heads: boolean;
  /** The teacher's maps can be negative: without heads, the last ReLU before the comparison is left out. */
  signed: boolean;
  /** Height and width of the fused map (half of the coarsest teacher map). */
  midSize: [number, number];
  /** Prototypes N at each location (Table 8: 7). */
  prototypes: number;
}

/** Channels of the fused map: twice the coarsest width (2048 with a Wide-ResNet-50-2). */
export function midChannels(architecture: Architecture): number {
  return 2 * architecture.widths[2];
}

/**
 * The network for a teacher and an image size.
 *
 * @param teacher Channels, strides and sign of the teacher's maps.
 * @param options `widths: 'teacher'` takes the teacher's channels. Heads are made exactly where the two differ.
 * @throws {OptionError} a width is not a positive multiple of 4.
 * @throws {ShapeError} the image does not divide into the maps, or the fused map has fewer than 4 locations: an instance
 *   norm over one location gives zeros, over two +-1.
 */
export function architectureFor(
  teacher: { channels: Triple; strides: Triple; signed: boolean },
  imageSize: ImageSize,
  options: { widths: 'teacher' | Triple; prototypes: number },
): Architecture {
  const widths = options.widths === 'teacher' ? teacher.channels : options.widths;
  for (const width of widths) {
    if (!Number.isInteger(width) || width < 4 || width % 4 !== 0) {
      throw new OptionError(`model.widths: expected positive multiples of 4, got [${widths}]. Try [32, 64, 128].`);
    }
  }
  const coarsest = 2 * teacher.strides[2];
  const midSize = dividedSize(imageSize, coarsest, `for strides [${teacher.strides}]`);
  const [height, width] = midSize;
  if (height * width < 4) {
    throw new ShapeError(
      `The fused map would be ${height}x${width}; an instance norm needs at least 4 locations. Use data.imageSize of at least ${2 * coarsest}.`,
    );
  }
  const heads = widths.some((width, i) => width !== teacher.channels[i]);
  return {
    channels: teacher.channels,
    widths,
    heads,
    signed: teacher.signed,
    midSize,
    prototypes: options.prototypes,
  };
}
