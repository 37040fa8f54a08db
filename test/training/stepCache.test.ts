/** Steps whose graphs are read from disk are the same steps. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { progressReporter } from '../../lib/borad/base';
import { TRACED_ROOMS } from '../../lib/borad/base/tracedCode';
import { disposeModel, type Method, type RunConfig } from '../../lib/borad/methods';
import { compiledStepper, startingState, train } from '../../lib/borad/training';
import { phaseStepper } from '../../lib/borad/training/phaseStepper';
import { phaseAt } from '../../lib/borad/training/phases';
import { stepCache } from '../../lib/borad/training/stepCache';
import { methods, smallConfig } from '../methods/smallSettings';
import { there } from '../there';
import { tinyConfig, tinyDataset, tinyTeacher } from './tinyRun';

const scratch = mkdtempSync(join(tmpdir(), 'borad-steps-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
beforeAll(async () => {
  await prepareBackend();
});
afterEach(() => {
  vi.unstubAllEnvs();
});

let folders = 0;
const newCache = () => {
  const cache = join(scratch, `${++folders}`);
  vi.stubEnv('BORAD_CACHE', cache);
  return join(cache, 'graphs');
};

async function trained(graphCache?: boolean) {
  const result = await train({
    config: tinyConfig({ training: { steps: 4 } }),
    teacher: tinyTeacher(),
    dataset: tinyDataset(),
    progress: progressReporter('silent'),
    graphCache,
  });
  const state = Object.fromEntries(
    Object.entries(result.model).map(([name, tensor]) => [name, tensor.dataSync().slice()]),
  );
  disposeModel(result.model);
  return { history: result.history, state };
}

describe('a training with kept graphs', () => {
  it('gives the numbers of one without, to the bit', async () => {
    const folder = newCache();
    const without = await trained(false);
    expect(() => readdirSync(folder)).toThrow();
    const first = await trained();
    expect(readdirSync(folder)).toHaveLength(1);
    const second = await trained();
    expect(readdirSync(folder)).toHaveLength(1);
    expect(first).toEqual(without);
    expect(second).toEqual(without);
  });
});

const SHAPES = [
  [16, 16, 8],
  [8, 8, 8],
  [4, 4, 8],
] as const;

/** Compiles every phase of a run's method; returns what lies in the cache then. */
async function graphsOf(method: Method, config: RunConfig): Promise<Map<string, string>> {
  const folder = newCache();
  const architecture = method.architecture(tinyTeacher(), config, ['a', 'b']);
  const { steps } = config.training;
  const firsts = new Set(Array.from({ length: steps }, (_, step) => phaseAt(method, step, steps).first));
  for (const from of firsts) {
    const stepper = await phaseStepper(startingState(config, architecture), {
      ...{ method, architecture, config, shapes: SHAPES, from, create: compiledStepper },
    });
    stepper.dispose();
  }
  return new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'base64')]));
}

describe.each(methods.filter(([, { phases }]) => phases.length > 0))('%s', (name, method) => {
  it('has a graph for each phase that does not depend on the seed', async () => {
    const config = smallConfig(name);
    const one = await graphsOf(method, { ...config, seed: 1 });
    const other = await graphsOf(method, { ...config, seed: 2 });
    expect(one.size).toBe(method.phases.length);
    expect(other).toEqual(one);
  });
});

describe('the key of a step', () => {
  const method = there(methods[0])[1];
  const config = smallConfig(method.name);
  const architecture = method.architecture(tinyTeacher(), config, ['a', 'b']);
  const [phase] = method.phases;
  const keyOf = (changed: Partial<RunConfig> = {}, other = architecture) =>
    stepCache({ phase: there(phase), architecture: other, config: { ...config, ...changed } })?.key;

  it('changes with the settings and the architecture, but not with the seed', () => {
    expect(keyOf({ seed: 5 })).toBe(keyOf());
    expect(keyOf({ training: { ...config.training, batchSize: 3 } })).not.toBe(keyOf());
    expect(keyOf({}, { ...architecture, channels: [8, 8, 9] })).not.toBe(keyOf());
  });

  it('is none for a phase of nobody knows whom', () => {
    expect(stepCache({ phase: { ...there(phase) }, architecture, config })).toBeUndefined();
  });

  it('covers the code of every room that a step may run', () => {
    const page = readFileSync(join(__dirname, '../../docs/architecture.md'), 'utf8');
    const rows = [...page.matchAll(/^\| `(\w+)\/` \|.*\| ([^|]+) \|$/gm)];
    const imports = new Map(rows.map(([, room, list]) => [room, (list ?? '').match(/\w+/g) ?? []]));
    for (const room of ['methods', 'compile', 'layers', 'engine', 'optimisation'])
      expect(TRACED_ROOMS).toEqual(expect.arrayContaining([room, ...there(imports.get(room))]));
  });
});
