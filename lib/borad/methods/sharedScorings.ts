/** Image scores that more than one method publishes. */
import { greatestWindowMean, meanOfGreatest } from './imageScores';
import type { PublishedScoring } from './method';

/** Share of an image's pixels whose mean is its score. */
const TOP = 0.01;

/** Their kernel of 5x5 pixels cuts a Gaussian of deviation 4 off after two pixels; what is left has a deviation of 1.4. */
const CUT_DEVIATION = 1.4;

/** Of Dinomaly and INP-Former. */
export const topPercentScoring: PublishedScoring = {
  name: 'top',
  about: "blur of 1.4 pixels, as of a 5x5 kernel of deviation 4; mean of the greatest 1% of the pixels (authors' code)",
  smoothing: CUT_DEVIATION,
  score: ({ large }) => meanOfGreatest(large, Math.round(TOP * large.length)),
};

/** Of UniAD and HVQ-Trans. */
export const windowScoring: PublishedScoring = {
  name: 'window',
  about: "no blur; greatest mean of 16x16 pixels (authors' code)",
  smoothing: 0,
  score: ({ large, size }) => greatestWindowMean(large, size, 16),
};
