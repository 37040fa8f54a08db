/** How well one detector tells defective from normal images of all categories together. */
import type { Detector } from 'borad/detection';
import { auroc } from 'borad/metrics';
import type { TwinSets } from './letThrough';

/**
 * Image AUROC of defective against normal images, 0 to 1, all categories pooled.
 *
 * @param isTold Whether the detector is told the images' categories.
 */
export async function pooledAuroc(
  detector: Pick<Detector, 'detectFeatures'>,
  { normal, defective }: Pick<TwinSets, 'normal' | 'defective'>,
  isTold = false,
): Promise<number> {
  const scores: number[][] = [];
  for (const { scales, samples } of [normal, defective]) {
    const categories = isTold ? samples.map(({ category }) => category) : undefined;
    scores.push(Array.from((await detector.detectFeatures(scales, samples.length, categories)).scores));
  }
  return auroc(
    scores.flatMap((own, set) => own.map(() => set)),
    scores.flat(),
  );
}
