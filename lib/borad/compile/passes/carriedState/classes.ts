/** Which carried tensors become one vector. */
import { sizeOf } from '../../graph';
import type { Entry } from './entries';
import type { Expressions } from './expressions';

/** Length of a vector: the dozen vectors of an update then stay in a core's second-level cache from one pass to the next. */
const MOST_ELEMENTS = 1 << 17;

/** Small classes join a larger one whose expression they fit; members keep the order in which they are carried. */
function merged(classes: Entry[][], expressions: Expressions, entries: readonly Entry[]): Entry[][] {
  const bySize = [...classes].sort((a, b) => b.length - a.length);
  const result: Entry[][] = [];
  for (const members of bySize) {
    const [first] = members;
    const host = result.find(
      ([model]) => model.group === first.group && expressions.fits(first.output, first, model.output, model),
    );
    if (host) host.push(...members);
    else result.push([...members]);
  }
  return result.map((members) => entries.filter((entry) => members.includes(entry)));
}

/** Runs of entries of at most `MOST_ELEMENTS` together; a larger tensor is a run of its own. */
function divided(members: Entry[]): Entry[][] {
  const runs: Entry[][] = [];
  let run: Entry[] = [];
  let room = 0;
  for (const entry of members) {
    const size = sizeOf(entry.input.shape);
    if (size > room) {
      run = [];
      runs.push(run);
      room = MOST_ELEMENTS;
    }
    run.push(entry);
    room -= size;
  }
  return runs;
}

/** Entries whose results are the same expression, in runs that fit into one vector; what would stand alone is left out. */
export function packableRuns(entries: readonly Entry[], expressions: Expressions): Entry[][] {
  const classes = new Map<string, Entry[]>();
  for (const entry of entries) {
    const key = `${entry.group}: ${expressions.text(entry.output, entry)}`;
    classes.set(key, [...(classes.get(key) ?? []), entry]);
  }
  return merged([...classes.values()], expressions, entries)
    .filter(({ length }) => length > 1)
    .flatMap(divided);
}
