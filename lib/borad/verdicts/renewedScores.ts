import type { LabelledScores, RunLimits } from './runLimits';

/**
 * Scores that new limits are set by: those of other photos and, of categories that these photos do not show, those of before, so that
 * limits set anew for one product leave the others theirs.
 *
 * @param fresh Of the other photos. @param source What they are called. @param before The limits of the same weights, where there are any.
 */
export function renewedScores(
  fresh: LabelledScores,
  source: string,
  before?: Pick<RunLimits, 'normals' | 'defects' | 'source'>,
): LabelledScores & Pick<RunLimits, 'source'> {
  const shown = new Set([...fresh.normals, ...fresh.defects].map(({ category }) => category));
  const isLeft = ({ category }: { category: string }) => !shown.has(category);
  const [normals, defects] = [before?.normals.filter(isLeft) ?? [], before?.defects.filter(isLeft) ?? []];
  if (!before || normals.length + defects.length === 0) return { ...fresh, source };
  const names = [...new Set([...normals, ...defects].map(({ category }) => category))].sort();
  return {
    normals: [...fresh.normals, ...normals],
    defects: [...fresh.defects, ...defects],
    source: `${source}; of ${names.join(', ')} ${before.source}`,
  };
}
