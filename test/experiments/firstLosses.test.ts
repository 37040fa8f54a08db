import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { projectStore } from '../../lib/notebooks/study/experiments';
import { rateStore } from '../../lib/notebooks/study/rivals';

/** What a recorded run of any method says about its beginning. */
interface Recorded {
  file: string;
  config: {
    method?: string;
    seed: number;
    data: { imageSize: number; procedural: { seed: number; train: number } };
    masking?: { enabled: boolean };
    training: { batchSize: number };
  };
  dataset: { name: string };
  losses: { total?: number[]; reconstruction?: number[] };
}

const folders = [projectStore().results, projectStore().methods, rateStore().results].map(String);
const runs = folders.flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name): Recorded => ({ file: name, ...JSON.parse(readFileSync(join(folder, name), 'utf8')) })),
);

/** BoRAD's first runs do not name their method. */
const methodOf = ({ config }: Recorded): string => config.method ?? 'borad';

/** The loss that no learning rate has moved yet; of BoRAD's variants the part that all of them have. */
const beginning = (run: Recorded): number | undefined =>
  (methodOf(run) === 'borad' ? run.losses.reconstruction : run.losses.total)?.[0];

/** All that the first step depends on: images, their order, initial weights, whether views are masked. */
function groupOf(run: Recorded): string {
  const { data, masking, seed, training } = run.config;
  const images = run.dataset.name === 'procedural' ? `set ${data.procedural.seed} of ${data.procedural.train}` : '';
  const views = masking?.enabled ? 'masked' : '';
  const { name } = run.dataset;
  return [name, images, data.imageSize, methodOf(run), views, `seed ${seed}`, `by ${training.batchSize}`].join(' ');
}

it('recorded runs of a method with equal images and seed begin with equal losses, whatever their learning rate', () => {
  const groups = new Map<string, Map<number, string[]>>();
  for (const run of runs) {
    const first = beginning(run);
    if (first === undefined) continue;
    const group = groups.get(groupOf(run)) ?? new Map<number, string[]>();
    groups.set(groupOf(run), group.set(first, [...(group.get(first) ?? []), run.file]));
  }
  const several = [...groups].filter(([, losses]) => [...losses.values()].flat().length > 1);
  expect(several.length).toBeGreaterThan(20);
  const divided = several.filter(([, losses]) => losses.size > 1);
  expect(divided.map(([group, losses]) => [group, Object.fromEntries(losses)])).toEqual([]);
});
