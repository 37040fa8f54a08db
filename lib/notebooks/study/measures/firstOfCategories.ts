import { type FeatureSet, selectFeatures } from 'borad/features';

/** The first images of every category: the same for all runs. `keep` says which defects count; default: all. */
export function firstOfCategories(
  set: FeatureSet,
  count: number,
  keep: (defect: string) => boolean = () => true,
): FeatureSet {
  const seen = new Map<string, number>();
  return selectFeatures(set, ({ category, defect }) => {
    if (!keep(defect)) return false;
    const before = seen.get(category) ?? 0;
    seen.set(category, before + 1);
    return before < count;
  });
}
