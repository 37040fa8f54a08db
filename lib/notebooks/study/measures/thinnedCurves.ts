/** Pixel curves of a category at fixed abscissae, few enough to be stored with every run. */
import { sidesOf } from 'borad/base';
import type { CategoryDetections } from 'borad/evaluation';
import { precisionRecallCurve, proCurve, rocCurve } from 'borad/metrics';
import type { CategoryCurves } from './experimentRun';

const POINTS = 21;

const grid = (of: (t: number) => number): number[] => Array.from({ length: POINTS }, (_, i) => of(i / (POINTS - 1)));

/** False positive rates of the stored pixel ROC curves, closer together near 0. */
export const PIXEL_ROC_FPR: readonly number[] = grid((t) => t * t);

/** Recalls of the stored precision-recall curves. */
export const PIXEL_PR_RECALL: readonly number[] = grid((t) => t);

/** False positive rates of the stored per-region-overlap curves, up to AUPRO's usual limit. */
export const PRO_FPR: readonly number[] = grid((t) => 0.3 * t * t);

/** Ordinates of a curve with rising x at other places: linear between points, the last point of equal x. */
export function ordinatesAt(x: ArrayLike<number>, y: ArrayLike<number>, at: readonly number[]): number[] {
  let i = 0;
  return at.map((wanted) => {
    while (i + 1 < x.length && x[i + 1] <= wanted) i++;
    if (i + 1 >= x.length || x[i] >= wanted) return y[i];
    return y[i] + ((y[i + 1] - y[i]) * (wanted - x[i])) / (x[i + 1] - x[i]);
  });
}

/** Precision at the first threshold that reaches each recall. */
function precisionAt(recall: ArrayLike<number>, precision: ArrayLike<number>, at: readonly number[]): number[] {
  let i = 0;
  return at.map((wanted) => {
    while (i + 1 < recall.length && recall[i] < wanted - 1e-12) i++;
    return precision[i];
  });
}

/** The curves of one category's pixels. */
export function thinnedCurves({ category, samples, masks, maps, size }: CategoryDetections): CategoryCurves {
  const [height, width] = sidesOf(size);
  const shape = { count: samples.length, height, width };
  const roc = rocCurve(masks, maps);
  const pr = precisionRecallCurve(masks, maps);
  const pro = proCurve(masks, maps, shape);
  return {
    category,
    pixelRoc: ordinatesAt(roc.fpr, roc.tpr, PIXEL_ROC_FPR),
    pixelPr: precisionAt(pr.recall, pr.precision, PIXEL_PR_RECALL),
    pro: ordinatesAt(pro.fpr, pro.pro, PRO_FPR),
  };
}
