import { type RankedPixels, rankPixels, type StackShape } from './rankPixels';
import { forEachThreshold, requireBothClasses } from './rankScores';

export interface ProCurve {
  /** Share of normal pixels of the whole stack at or above the threshold, rising from 0 to 1. */
  fpr: Float64Array;
  /** Mean over regions of the covered fraction, rising from 0 to 1. */
  pro: Float64Array;
  /** The threshold of each point, falling from Infinity. */
  thresholds: Float64Array;
}

/** Visits the points after (0, 0) at which the PRO curve can bend, from high to low scores. */
export function forEachProPoint(
  pixels: RankedPixels,
  visit: (fpr: number, pro: number, threshold: number) => void,
): void {
  const { coverage, regionCount, negatives } = pixels;
  let covered = 0;
  let done = 0;
  forEachThreshold(pixels, (threshold, truePositives, falsePositives) => {
    while (done < truePositives) covered += coverage[done++];
    visit(falsePositives / negatives, covered / regionCount, threshold);
  });
}

/**
 * The per-region overlap curve from (0, 0): every distinct score of an anomalous pixel and the ends of the runs of normal
 * pixels between them. Scores inside such a run lie on a straight line and are left out, so the curve is exact.
 *
 * @param masks count * height * width values; above 0 means anomalous; regions are 8-connected.
 * @param maps anomaly maps of the same shape, float32.
 * @throws {NumericError} no anomalous or no normal pixel, or a map value is not finite.
 * @throws {ShapeError} lengths and shape disagree.
 */
export function proCurve(masks: ArrayLike<number>, maps: Float32Array, shape: StackShape): ProCurve {
  const pixels = rankPixels(masks, maps, shape, 'proCurve');
  requireBothClasses(pixels, 'proCurve');
  const fpr = [0];
  const pro = [0];
  const thresholds = [Number.POSITIVE_INFINITY];
  forEachProPoint(pixels, (x, y, threshold) => {
    fpr.push(x);
    pro.push(y);
    thresholds.push(threshold);
  });
  return { fpr: Float64Array.from(fpr), pro: Float64Array.from(pro), thresholds: Float64Array.from(thresholds) };
}
