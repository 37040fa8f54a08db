/** The image score that Dinomaly and INP-Former publish. */
import { meanOfGreatest } from './imageScores';
import type { PublishedScoring } from './method';

/** Share of an image's pixels whose mean is its score. */
const TOP = 0.01;

/** Their kernel of 5x5 pixels cuts a Gaussian of deviation 4 off after two pixels; what is left has a deviation of 1.4. */
const CUT_DEVIATION = 1.4;

export const topPercentScoring: PublishedScoring = {
  name: 'top',
  about: "blur of 1.4 pixels, as of a 5x5 kernel of deviation 4; mean of the greatest 1% of the pixels (authors' code)",
  smoothing: CUT_DEVIATION,
  score: ({ large }) => meanOfGreatest(large, Math.round(TOP * large.length)),
};
