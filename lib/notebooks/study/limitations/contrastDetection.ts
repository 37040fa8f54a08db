/** Detection of ever fainter defects (Section 5: "less effective for subtle anomalies"). */
import { OptionError, progressReporter } from 'borad/base';
import { gradedDefects } from 'borad/datasets';
import type { Detector } from 'borad/detection';
import { evaluate, requireWhole } from 'borad/evaluation';
import { computeFeatures, type FeatureSet } from 'borad/features';
import type { CategoryMetrics } from 'borad/metrics';
import type { ExperimentInputs } from '../experiments';

/** Shares of the contrast that defects were rendered with. */
export const CONTRASTS: readonly number[] = [0.125, 0.25, 0.5, 1];

/** The test images of the procedural set at each contrast, with the teacher's features. */
export interface GradedSet {
  contrast: number;
  dataset: ExperimentInputs['dataset'];
  features: FeatureSet;
}

/**
 * Renders the test images at each contrast.
 *
 * @param seed Of the procedural set. @throws {OptionError} the set is not the procedural one.
 */
export async function gradedSets({ teacher, dataset, features }: ExperimentInputs, seed: number): Promise<GradedSet[]> {
  const sets: GradedSet[] = [];
  for (const contrast of CONTRASTS) {
    const graded = gradedDefects(dataset, seed, contrast);
    const known = contrast === 1 ? features.test : undefined;
    sets.push({
      contrast,
      dataset: graded,
      features: known ?? (await computeFeatures(teacher, graded, features.test.samples)),
    });
  }
  return sets;
}

/** One model at one contrast; metrics from 0 to 1, mean over categories. */
export interface ContrastDetection {
  contrast: number;
  mean: CategoryMetrics;
}

/** A detector on every graded set. @throws {OptionError} no set is given. */
export async function contrastDetection(detector: Detector, sets: readonly GradedSet[]): Promise<ContrastDetection[]> {
  if (sets.length === 0) throw new OptionError('contrastDetection: expected at least one graded set, got none.');
  const rows: ContrastDetection[] = [];
  for (const { contrast, dataset, features } of sets) {
    const { evaluation } = detector.config;
    const silent = progressReporter('silent');
    const { mean } = requireWhole(await evaluate({ detector, dataset, evaluation, features, progress: silent }));
    rows.push({ contrast, mean });
  }
  return rows;
}
