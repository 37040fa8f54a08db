/** Which value is white in the photos of a run: what its training images show, every later photo is read by. */
import type { RunConfig } from '../config';
import type { Dataset } from '../datasets';

/**
 * The configuration with the range that the training images show, where it leaves that open; unchanged for images of 8 bits.
 *
 * @throws {DataError} no one range can be right for all categories.
 */
export async function withRange(config: RunConfig, dataset: Pick<Dataset, 'range'>): Promise<RunConfig> {
  if (config.data.range !== 'auto') return config;
  const found = await dataset.range?.();
  return found ? { ...config, data: { ...config.data, range: found.range } } : config;
}
