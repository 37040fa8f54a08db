/** Files of weights, whichever of the known formats they have. */
import { decodeSafetensors, type NumberType, readFile, type StoredTensor } from '../base';
import { looksLikePth } from './pth/pthFormats';
import { decodePth } from './pth/readPth';

export interface Weights {
  format: 'pth' | 'safetensors';
  tensors: Record<string, StoredTensor>;
  /** What each tensor was stored as. */
  types: Record<string, NumberType>;
  /** Names of values that are not tensors. */
  ignored: string[];
}

/**
 * Reads a file of weights. The content decides on its format, not the name.
 *
 * @throws {DataError} the file is missing or damaged, or a pickle that holds more than weights; no code was run.
 */
export function readWeights(file: string): Weights {
  return decodeWeights(readFile(file), file);
}

/** The same from the bytes of a file; `file` is named in errors. Throws as `readWeights`. */
export function decodeWeights(bytes: Uint8Array, file: string): Weights {
  if (looksLikePth(bytes) || file.endsWith('.pth')) return { format: 'pth', ...decodePth(bytes, file) };
  const { tensors, types } = decodeSafetensors(bytes, file);
  return { format: 'safetensors', tensors, types, ignored: [] };
}
