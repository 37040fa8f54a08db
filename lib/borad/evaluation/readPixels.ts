import { DataError } from '../base';
import type { Dataset, Sample } from '../datasets';

/** The pixels of a photo whatever its mask is; nothing where it cannot be read. */
export async function readPixels(dataset: Dataset, sample: Sample): Promise<Uint8Array | undefined> {
  try {
    return (await dataset.read({ ...sample, unmasked: true })).pixels;
  } catch (error) {
    if (error instanceof DataError) return undefined;
    throw error;
  }
}
