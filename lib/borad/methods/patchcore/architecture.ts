/** The form of PatchCore's memory bank. */
import { ShapeError } from '../../base';
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
  const coarsest = strides[2];
  if (data.imageSize % coarsest !== 0) {
    throw new ShapeError(
      `data.imageSize: expected a multiple of ${coarsest} for strides [${strides}], got ${data.imageSize}.`,
    );
  }
  const side = data.imageSize / strides[memory.scale];
  return { channels, grid: [side, side], entries: memory.entries };
}
