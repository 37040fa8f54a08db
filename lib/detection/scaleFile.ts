/** The colour scale beside a run: `scale.json`. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DataError, readJson, writeJson } from '../base';
import type { NormalScale } from './normalScale';

const fileOf = (folder: string): string => join(folder, 'scale.json');

/** Writes a run's colour scale. */
export function saveScale(folder: string, scale: NormalScale): void {
  writeJson(fileOf(folder), scale);
}

/**
 * Reads a run's colour scale.
 *
 * @param step Steps that the run's weights have seen: the scale of other weights does not count.
 * @returns Nothing where there is none of these weights.
 * @throws {DataError} the file does not hold a scale.
 */
export function loadScale(folder: string, step: number): NormalScale | undefined {
  const file = fileOf(folder);
  if (!existsSync(file)) return undefined;
  const scale = readJson<NormalScale | null>(file);
  const isScale = Number.isFinite(scale?.min) && Number.isFinite(scale?.max) && scale!.min < scale!.max;
  if (!isScale || typeof scale!.source !== 'string' || !Number.isInteger(scale!.step)) {
    throw new DataError(
      `${file} holds no colour scale (min below max, source, step). Delete it; \`borad train --resume\` on the finished run makes it again.`,
      { file },
    );
  }
  return scale!.step === step ? scale! : undefined;
}
