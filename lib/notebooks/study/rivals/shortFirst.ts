/** In which order runs are best made: those of the quickest methods first, so that an interrupted comparison has many methods whole. */
import { median } from 'borad/statistics';
import { type AnySpec, recordedRuns, specName } from '../experiments';
import { rivalSpecs, triedAs } from './rivals';

/** Seconds of a run by the name of what it runs. */
export type SecondsOf = (name: string) => number | undefined;

/**
 * Seconds of training, the median of the recorded runs of a comparison: of a row, of its method where it has none yet, undefined where
 * neither has any.
 */
export function recordedSeconds(specs: readonly AnySpec[] = rivalSpecs()): SecondsOf {
  const seconds = new Map<string, number[]>();
  for (const spec of specs) {
    const [run] = recordedRuns([spec]).runs;
    const name = specName(spec);
    if (run) seconds.set(name, [...(seconds.get(name) ?? []), run.seconds.training]);
  }
  return (name) => {
    const own = seconds.get(name) ?? seconds.get(triedAs(name));
    return own && median(own);
  };
}

/**
 * The runs of the quickest methods first, all seeds of a method together in the order that they had; methods of unknown cost come last.
 *
 * @param seconds Only their order counts, so that those of other data or other lengths serve as well.
 */
export function shortFirst<S extends AnySpec>(specs: readonly S[], seconds: SecondsOf = recordedSeconds()): S[] {
  const named = specs.map((spec) => ({ spec, name: specName(spec) }));
  const cost = (name: string) => seconds(name) ?? Number.MAX_VALUE;
  const order = [...new Set(named.map(({ name }) => name))].sort((a, b) => cost(a) - cost(b));
  return order.flatMap((method) => named.flatMap(({ spec, name }) => (name === method ? [spec] : [])));
}
