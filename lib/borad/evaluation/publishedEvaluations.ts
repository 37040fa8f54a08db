/** A detector measured by its authors' own post-processing, beside the common protocol. */
import { type Detector, type FeatureDetector, publishedDetector } from '../detection';
import { methodOf } from '../methods';
import type { Evaluation } from './evaluate';

/** One scoring with what it gave. */
export interface PublishedEvaluation extends Pick<Evaluation, 'categories' | 'mean'> {
  name: string;
  about: string;
}

/**
 * Every published scoring of the detector's method; none where it is the common protocol.
 *
 * @param measure Evaluates a detector on the data at hand.
 */
export async function publishedEvaluations(
  detector: Detector,
  measure: (detector: FeatureDetector) => Promise<Evaluation>,
): Promise<PublishedEvaluation[]> {
  const results: PublishedEvaluation[] = [];
  for (const { name, about } of methodOf(detector.config.method).published ?? []) {
    const own = publishedDetector(detector, name);
    const { categories, mean } = await measure(own).finally(() => own.dispose());
    results.push({ name, about, categories, mean });
  }
  return results;
}
