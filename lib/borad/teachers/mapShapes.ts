import type { Teacher } from './teacher';

/** Shapes of a teacher's maps for images of a size in pixels, [H, W, C] per scale, finest first. */
export function mapShapes(teacher: Pick<Teacher, 'channels' | 'strides'>, size: number): [number, number, number][] {
  return teacher.channels.map((channels, i) => [size / teacher.strides[i], size / teacher.strides[i], channels]);
}
