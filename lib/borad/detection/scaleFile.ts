/** The colour scale beside a run: `scale.json`. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { DataError, readJson, writeJson } from '../base';
import { type NormalScale, SCALE_SOURCES } from './normalScale';

const fileOf = (folder: string): string => join(folder, 'scale.json');

const scaleSchema = z
  .looseObject({
    min: z.number(),
    max: z.number(),
    photos: z.int().positive(),
    source: z.enum(SCALE_SOURCES),
    weights: z.string(),
  })
  .refine(({ min, max }) => min < max);

/** Writes a run's colour scale. */
export function saveScale(folder: string, scale: NormalScale): void {
  writeJson(fileOf(folder), scale);
}

/**
 * Reads a run's colour scale.
 *
 * @param weights SHA-256 of the run's weights: the scale of other weights does not count.
 * @returns Nothing where there is none of these weights.
 * @throws {DataError} the file does not hold a scale.
 */
export function loadScale(folder: string, weights: string): NormalScale | undefined {
  const file = fileOf(folder);
  if (!existsSync(file)) return undefined;
  const scale = readScale(file);
  return scale.weights === weights ? scale : undefined;
}

function readScale(file: string): NormalScale {
  try {
    return scaleSchema.parse(readJson(file));
  } catch (cause) {
    throw new DataError(
      `${file} holds no colour scale (min below max, photos, source, weights). \`borad train --resume\` on the finished run measures it again; --scale works without it.`,
      { file, cause },
    );
  }
}
