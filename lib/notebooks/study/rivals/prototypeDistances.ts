/** INP-Former's distance of a token from the prototypes that its own image gives, at normal places and at defects. */
import * as tf from '@tensorflow/tfjs-core';
import type { FeatureSet } from 'borad/features';
import { foldMaps } from 'borad/methods';
import { type InpFormerArchitecture, prototypeDistance, rebuildFromPrototypes } from 'borad/methods/inpformer';
import { auroc } from 'borad/metrics';
import { featureMaps } from './featureMaps';
import type { TwinSets } from './letThrough';
import { placesInside } from './placesInside';
import type { RivalModel } from './rivalModels';

/** Distances, 0 to 2, at single tokens. */
export interface PrototypeDistances {
  normal: number[];
  defective: number[];
  /** AUROC of defective against normal places. */
  separation: number;
}

/** Measures a trained INP-Former on normal images, and at the defects of defective ones. */
export function prototypeDistances(
  { model, record }: RivalModel,
  { normal, defective }: Pick<TwinSets, 'normal' | 'defective'>,
): PrototypeDistances {
  const architecture = record.architecture as InpFormerArchitecture;
  const distances = (set: FeatureSet) =>
    tf.tidy(() => {
      const { embedded, prototypes } = rebuildFromPrototypes(
        foldMaps(featureMaps(set), architecture),
        model,
        architecture,
      );
      return prototypeDistance(embedded, prototypes).dataSync();
    });
  const inside = placesInside(defective, architecture.grid);
  const ofNormal = Array.from(distances(normal));
  const ofDefects = Array.from(distances(defective)).filter((_, i) => inside[i]);
  const labels = [...ofNormal.map(() => 0), ...ofDefects.map(() => 1)];
  return { normal: ofNormal, defective: ofDefects, separation: auroc(labels, [...ofNormal, ...ofDefects]) };
}
