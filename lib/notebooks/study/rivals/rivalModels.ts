/** Trained models of several methods at once, ready to be looked at, and the images they are looked at with. */
import { OptionError } from 'borad/base';
import { intactTwins } from 'borad/datasets';
import { createDetector, type Detector } from 'borad/detection';
import { computeFeatures, selectFeatures } from 'borad/features';
import { type Method, methodOf } from 'borad/methods';
import {
  type AnySpec,
  getModel,
  hasModel,
  openTeacherAndData,
  projectStore,
  runHash,
  type StoredModel,
  specConfig,
} from '../experiments';
import { isFirstOfCategory } from '../measures';
import type { TwinSets } from './letThrough';
import { rivalSpecs } from './rivals';

/** A trained model with its method and a detector; the caller disposes the detector. */
export interface RivalModel extends StoredModel<AnySpec> {
  /** Title of the method, or the variant of BoRAD. */
  name: string;
  method: Method;
  detector: Detector;
}

/** Training images per category for means, in units of the other images. */
const TRAINING_SHARE = 3;

/**
 * A few images of each category of the procedural set with the teacher's features, and the intact twins of the defective ones.
 *
 * @param each Normal test images, and as many defective ones, per category.
 */
export async function twinSets({ each }: { each: number }): Promise<TwinSets> {
  if (!Number.isInteger(each) || each < 1) throw new OptionError(`twinSets: expected 1 image or more, got ${each}.`);
  const { teacher, dataset } = await openTeacherAndData({ variant: 'BoRAD' });
  const of = (split: string) => dataset.samples.filter((sample) => sample.split === split);
  const pick = (split: string, count: number, good: boolean) =>
    of(split).filter(isFirstOfCategory(count, (defect) => (defect === 'good') === good));
  const chosen = [pick('train', TRAINING_SHARE * each, true), pick('test', each, true), pick('test', each, false)];
  const all = await computeFeatures(teacher, dataset, chosen.flat());
  const [train, normal, defective] = chosen.map((own) => {
    const ids = new Set(own.map(({ id }) => id));
    return selectFeatures(all, ({ id }) => ids.has(id));
  });
  const { seed } = specConfig({ variant: 'BoRAD' }).data.procedural;
  const intact = await computeFeatures(teacher, intactTwins(dataset, seed), defective.samples);
  return { train, normal, defective, intact };
}

/** The kept models of seed 1 of the compared methods, in the order of tables; those that are not there are left out. */
export async function rivalModels(): Promise<RivalModel[]> {
  const store = projectStore();
  const kept = rivalSpecs({ seeds: [1] }).filter((spec) => hasModel(store, runHash(spec)));
  const models: RivalModel[] = [];
  for (const spec of kept) {
    const stored = await getModel(spec);
    const { model, record, teacher } = stored;
    const { architecture, config } = record;
    const detector = createDetector({ architecture, config, teacher, model });
    models.push({ ...stored, name: stored.run.variant, method: methodOf(config.method), detector });
  }
  return models;
}
