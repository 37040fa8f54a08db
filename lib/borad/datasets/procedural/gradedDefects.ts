import { OptionError } from '../../base';
import type { Dataset } from '../dataset';
import { intactTwins } from './intactTwins';

/**
 * The procedural set with every defect at a share of its contrast: pixels lie that share of the way from the intact twin to the
 * sample, so that places, shapes and masks stay and only visibility falls (Section 5: "subtle anomalies").
 *
 * @param dataset From `proceduralDataset`. @param seed The seed that it was made with.
 * @param contrast From 0, the intact twins with the masks of the defects, to 1, the set as it is.
 * @throws {OptionError} the set is not the procedural one, or the contrast is outside of 0 to 1.
 */
export function gradedDefects(dataset: Dataset, seed: number, contrast: number): Dataset {
  if (!(contrast >= 0 && contrast <= 1)) {
    throw new OptionError(`gradedDefects: expected a contrast from 0 to 1, got ${contrast}.`);
  }
  const twins = intactTwins(dataset, seed);
  return {
    ...dataset,
    name: `procedural, contrast ${contrast}`,
    async read(sample) {
      const own = await dataset.read(sample);
      if (sample.defect === 'good') return own;
      const twin = await twins.read(sample);
      // A new array: a data set may hand out what it keeps.
      const pixels = Uint8Array.from(own.pixels, (value, i) =>
        Math.round(twin.pixels[i] + contrast * (value - twin.pixels[i])),
      );
      return { ...own, pixels };
    },
  };
}
