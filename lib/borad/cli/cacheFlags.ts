/** The options of `borad train` that say where the teacher's features are kept. */
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { cacheFolder, OptionError } from '../base';
import type { FeatureCache, FeatureType } from '../features';
import { parseNumber } from './number';

export interface CacheFlags {
  cache?: string;
  cacheGb: number;
  cacheType: FeatureType;
}

/** Adds the options to a command. */
export function withCacheFlags(command: Command): Command {
  return command
    .option(
      '--cache <dir>',
      "keep the teacher's features of any set in this folder; without it, sets above 1 GiB of features go to the user's cache",
    )
    .option(
      '--cache-gb <n>',
      'limit for all files in that folder, GB; 0: the teacher runs at every step',
      parseNumber,
      20,
    )
    .addOption(
      new Option('--cache-type <type>', 'how numbers are stored on disk')
        .choices(['float16', 'float32'])
        .default('float16'),
    );
}

/**
 * The cache that the options ask for.
 *
 * @throws {OptionError} the room is negative.
 */
export function cacheFrom({ cache, cacheGb, cacheType }: CacheFlags): FeatureCache & { always: boolean } {
  if (!(cacheGb >= 0)) throw new OptionError(`--cache-gb: expected 0 or more, got ${cacheGb}.`);
  return {
    folder: cache ?? join(cacheFolder(), 'features'),
    limit: 1e9 * cacheGb,
    type: cacheType,
    always: cache !== undefined,
  };
}
