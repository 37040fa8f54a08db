/** Teachers of the catalogue, from their files. */
import { basename } from 'node:path';
import { DataError, readFile, sha256Of } from '../base';
import { type CatalogueEntry, cachePlace, howToGet, installedWeights, weightPlaces } from './catalogue';
import { checkWeights, someOf, weightsFit } from './checkWeights';
import { resnetTeacher } from './resnet';
import type { Teacher, TeacherOptions } from './teacher';
import { decodeWeights } from './weightFile';

/**
 * Loads a network of the catalogue from `options.file` or, if that is empty, from the user's cache.
 *
 * @throws {DataError} there is no file, it is damaged, its hash is not the publisher's, or it holds another network.
 */
export function loadCatalogueTeacher(entry: CatalogueEntry, { file, pooling }: TeacherOptions): Teacher {
  const place = file || installedWeights(entry);
  if (!place) {
    const [first, second] = weightPlaces(entry);
    throw new DataError(
      `The file with the weights of ${entry.name} is missing: neither ${first} nor ${second} is there. ${howToGet(entry)}`,
      { file: first },
    );
  }
  const bytes = weightBytes(entry, place);
  const sha256 = sha256Of(bytes);
  // A file that the user names may be any network of that form; one with the publisher's name has to be the publisher's.
  const isPublishers = place === cachePlace(entry) || basename(place) === entry.file;
  if (isPublishers && !sha256.startsWith(entry.sha256Prefix)) {
    const remedy = place === cachePlace(entry) ? 'Delete it.' : 'Delete it, or give it another name if it is your own.';
    throw new DataError(
      `${place} is not the publisher's file: it has SHA-256 ${sha256}, expected one that starts with ${entry.sha256Prefix}. ${remedy} ${howToGet(entry)}`,
      { file: place },
    );
  }
  const weights = decodeWeights(bytes, place);
  const check = checkWeights(weights, entry.shape);
  if (!weightsFit(check)) {
    const parts = [
      check.missing.length ? `missing: ${someOf(check.missing)}` : '',
      check.wrong.length ? `not as expected: ${someOf(check.wrong)}` : '',
      check.unsound.length ? `numbers that no trained network has: ${someOf(check.unsound)}` : '',
      check.surplus.length ? `surplus: ${someOf(check.surplus)}` : '',
    ];
    throw new DataError(
      `${place} does not hold a ${entry.name} with torchvision's names; ${parts.filter(Boolean).join('; ')}. "borad teacher check" says more.`,
      { file: place },
    );
  }
  const { name, licence } = entry;
  return resnetTeacher(weights.tensors, { depths: entry.shape.depths, name, licence, source: place, sha256, pooling });
}

function weightBytes(entry: CatalogueEntry, place: string): Buffer {
  try {
    return readFile(place);
  } catch (cause) {
    throw new DataError(`${(cause as Error).message} It should hold the weights of ${entry.name}. ${howToGet(entry)}`, {
      file: place,
      cause,
    });
  }
}
