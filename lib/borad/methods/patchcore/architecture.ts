/** The form of PatchCore's memory bank. */
import { dividedSize } from '../dividedSize';
import type { BaseArchitecture, TeacherForm } from '../method';
import type { PatchcoreConfig } from './settings';

export interface Architecture extends BaseArchitecture {
  channels: [number, number, number];
  /** Height and width of the grid of patches. */
  grid: [number, number];
  /** Entries of the bank. */
  entries: number;
}

/** Numbers per patch. */
export function patchWidth({ channels }: Pick<Architecture, 'channels'>): number {
  return channels.reduce((a, b) => a + b, 0);
}

/**
 * The bank for a teacher and settings.
 *
 * @throws {ShapeError} the image size is no multiple of the coarsest stride.
 */
export function architectureFor({ channels, strides }: TeacherForm, { data, memory }: PatchcoreConfig): Architecture {
  const why = `for strides [${strides}]`;
  dividedSize(data.imageSize, strides[2], why);
  return { channels, grid: dividedSize(data.imageSize, strides[memory.scale], why), entries: memory.entries };
}
