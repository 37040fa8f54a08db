import { type ImageSize, OptionError, sidesOf } from '../base';
import type { Teacher } from './teacher';

/**
 * Shapes of a teacher's maps for images of a size, [H, W, C] per scale, finest first.
 *
 * @throws {OptionError} the teacher reads squares only, and these are none.
 */
export function mapShapes(
  teacher: Pick<Teacher, 'channels' | 'strides' | 'squaresOnly'>,
  size: ImageSize,
): [number, number, number][] {
  const [height, width] = sidesOf(size);
  if (teacher.squaresOnly && height !== width)
    throw new OptionError(
      `data.imageSize: a network in an ONNX file reads squares, one number, got [${height}, ${width}]. Set data.imageSize=${Math.max(height, width)}, or take another teacher ("borad teacher list").`,
    );
  return teacher.channels.map((channels, i) => [height / teacher.strides[i], width / teacher.strides[i], channels]);
}
