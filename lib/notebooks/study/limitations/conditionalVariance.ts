/** Var(f2 | f1) of trained models: what the spatial alignment is to reduce (Section 3.3, eq. 6, Appendix B.2). */
import { createRng } from 'borad/base';
import { type FeatureSet, selectFeatures } from 'borad/features';
import { type BoradConfig, drawMasks } from 'borad/methods/borad';
import { type ConditionalVariance, linearConditionalVariance, type VectorPairs } from 'borad/theory';
import type { StoredState } from 'borad/training';
import { type BranchProbe, firstOfCategories, unitVectors } from '../measures';

/** Seed of the masks: the same for every model. */
const MASK_SEED = 11;

/** Normal training images of a category that the predictor is fitted to. */
const FITTED = 16;

/** The images that every model is measured with. */
export interface ViewSets {
  /** Normal training images, which the predictor is fitted to. */
  fitted: FeatureSet;
  /** Normal test images. */
  heldOut: FeatureSet;
}

/** The first normal training images of every category, and all normal test images. */
export function viewSets({ train, test }: { train: FeatureSet; test: FeatureSet }): ViewSets {
  const fitted = firstOfCategories(train, FITTED);
  return { fitted, heldOut: selectFeatures(test, ({ defect }) => defect === 'good') };
}

/**
 * What the best linear predictor of the target's directions from the online branch's leaves: f1 and f2 are m / |m| at every
 * place, of two views with their own masks. The same predictor and the same masks for every model, so that models without
 * predictors can be compared.
 *
 * @param state Weights with the momentum branch. @param ratio Share of the places that a mask hides.
 */
export async function conditionalVariance(
  probe: BranchProbe,
  state: StoredState,
  sets: ViewSets,
  ratio: BoradConfig['masking']['ratio'],
): Promise<ConditionalVariance> {
  const pairsOf = async (name: keyof ViewSets): Promise<VectorPairs> => {
    const set = sets[name];
    const rng = createRng(MASK_SEED).split(name);
    const masks = drawMasks(rng, set.shapes, set.samples.length, { enabled: true, probability: 1, ratio });
    const { fused, fusedTarget } = await probe.run(state, set, masks);
    const [x, y] = [fused, fusedTarget].map((map) => unitVectors(map).data);
    return { x, y, rows: fused.data.length / fused.shape[3] };
  };
  return linearConditionalVariance(await pairsOf('fitted'), await pairsOf('heldOut'));
}
