import { type FeatureSet, selectFeatures } from 'borad/features';

/** A filter of samples in their order that keeps the first ones of every category. `keep` says which defects count; default: all. */
export function isFirstOfCategory(
  count: number,
  keep: (defect: string) => boolean = () => true,
): (sample: Pick<FeatureSet['samples'][number], 'category' | 'defect'>) => boolean {
  const seen = new Map<string, number>();
  return ({ category, defect }) => {
    if (!keep(defect)) return false;
    const before = seen.get(category) ?? 0;
    seen.set(category, before + 1);
    return before < count;
  };
}

/** The first images of every category: the same for all runs. `keep` says which defects count; default: all. */
export function firstOfCategories(set: FeatureSet, count: number, keep?: (defect: string) => boolean): FeatureSet {
  return selectFeatures(set, isFirstOfCategory(count, keep));
}
