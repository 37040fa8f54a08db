/** Teachers and detectors whose graphs are read from disk are the same teachers and detectors. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { createRng } from '../../lib/borad/base';
import { TRACED_ROOMS } from '../../lib/borad/base/tracedCode';
import { graphCacheContents } from '../../lib/borad/compile';
import { createDetector, type DetectorOptions } from '../../lib/borad/detection';
import { detectorKey } from '../../lib/borad/detection/detectorKey';
import { computeFeatures } from '../../lib/borad/features';
import { disposeModel } from '../../lib/borad/methods';
import { architectureFor, flatModel, initialModel } from '../../lib/borad/methods/borad';
import { loadTeacher, type Teacher } from '../../lib/borad/teachers';
import { there } from '../there';
import { tinyConfig, tinyDataset, tinyTeacher } from '../training/tinyRun';

const scratch = mkdtempSync(join(tmpdir(), 'borad-detectors-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
beforeAll(async () => {
  await prepareBackend();
});
afterEach(() => {
  vi.unstubAllEnvs();
});

let caches = 0;
const newCache = () => vi.stubEnv('BORAD_CACHE', join(scratch, `${++caches}`));
const graphs = () => graphCacheContents().graphs;

const dataset = tinyDataset();
const [one, two] = dataset.samples;
const config = tinyConfig();

/** What a detector is made of; each call loads the teacher anew, as each process does. */
function parts(seed = 3, teacher: Teacher = loadTeacher('mobilenet-v2-openimages')): DetectorOptions {
  const architecture = architectureFor(teacher, 64, { widths: [8, 8, 8], prototypes: 3 });
  return { architecture, config, teacher, model: flatModel(initialModel(createRng(seed), architecture)) };
}

/** Maps and global features of an image, from pixels and from features; and how often the teacher's function was called for that. */
async function seen(options: DetectorOptions) {
  const { scales } = await computeFeatures(options.teacher, dataset, [there(one)], { graphCache: false });
  const traced = vi.spyOn(options.teacher, 'features');
  const detector = createDetector(options);
  const { pixels } = await dataset.read(there(one));
  const whole = await detector.inspect(Float32Array.from(pixels), 1);
  const fromFeatures = await detector.detectFeatures(scales, 1);
  detector.dispose();
  disposeModel(options.model);
  return { whole, fromFeatures, calls: traced.mock.calls.length };
}

describe('a detector with kept graphs', () => {
  it('gives the numbers of one without, to the bit, and is not traced again', async () => {
    newCache();
    const { calls: before, ...without } = await seen(parts());
    expect(graphs()).toBe(0);
    const { calls: first, ...written } = await seen({ ...parts(), graphCache: true });
    expect(graphs()).toBe(2);
    const { calls: second, ...read } = await seen({ ...parts(), graphCache: true });
    expect([before, first, second]).toEqual([1, 1, 0]);
    expect(written).toEqual(without);
    expect(read).toEqual(without);
    expect(graphs()).toBe(2);
  });

  it('has others for other weights', async () => {
    newCache();
    const first = await seen({ ...parts(3), graphCache: true });
    const second = await seen({ ...parts(4), graphCache: true });
    expect(graphs()).toBe(4);
    expect(second.whole.maps).not.toEqual(first.whole.maps);
  });
});

describe('the key of a detector', () => {
  const keyOf = (options: DetectorOptions) => {
    const key = detectorKey(options);
    disposeModel(options.model);
    return key;
  };

  it('is the same in every process, and another with any part changed', () => {
    const key = keyOf(parts());
    expect(keyOf(parts())).toBe(key);
    const others = [
      keyOf(parts(4)),
      keyOf({ ...parts(), config: tinyConfig({ detection: { smoothing: 2 } }) }),
      keyOf({ ...parts(), teacher: loadTeacher('mobilenet-v2-openimages', { pooling: 2 }) }),
      keyOf({ ...parts(), architecture: { ...parts().architecture, categories: ['a'] } }),
    ];
    expect(new Set([key, ...others]).size).toBe(others.length + 1);
    expect(others).not.toContain(undefined);
  });

  it('is none where nobody knows what the teacher reads', () => {
    expect(keyOf(parts(3, tinyTeacher()))).toBeUndefined();
    const teacher = loadTeacher('mobilenet-v2-openimages');
    expect(keyOf(parts(3, { ...teacher, features: (images) => teacher.features(images) }))).toBeUndefined();
  });
});

describe('a teacher with a kept graph', () => {
  it('gives the numbers of one without, to the bit, and is not traced again', async () => {
    newCache();
    const computed = async (graphCache?: boolean) => {
      const teacher = loadTeacher('mobilenet-v2-openimages');
      const traced = vi.spyOn(teacher, 'features');
      const { scales } = await computeFeatures(teacher, dataset, [there(one), there(two)], { graphCache });
      return { scales, calls: traced.mock.calls.length };
    };
    const without = await computed(false);
    expect(graphs()).toBe(0);
    const [first, second] = [await computed(), await computed()];
    expect(graphs()).toBe(1);
    expect([without, first, second].map(({ calls }) => calls)).toEqual([1, 1, 0]);
    expect(first.scales).toEqual(without.scales);
    expect(second.scales).toEqual(without.scales);
  });

  it('is kept for none that was not loaded by name', async () => {
    newCache();
    await computeFeatures(tinyTeacher(), dataset, [there(one)]);
    expect(graphs()).toBe(0);
  });
});

describe('the code that kept graphs are named by', () => {
  it('covers every file that the function of a detector reaches', () => {
    const lib = join(__dirname, '../../lib/borad');
    const reached = new Set<string>();
    const visit = (file: string): void => {
      if (reached.has(file)) return;
      reached.add(file);
      // Types run nothing.
      const text = readFileSync(file, 'utf8').replace(/^(import|export) type [^;]*;/gm, '');
      for (const [, from = ''] of text.matchAll(/from '(\.[^']*)'/g)) {
        const path = join(dirname(file), from);
        visit([`${path}.ts`, join(path, 'index.ts')].find((name) => names.has(name)) ?? path);
      }
    };
    const names = new Set(readdirSync(lib, { recursive: true }).map((name) => join(lib, String(name))));
    for (const name of ['anomalyMap', 'globalFeature', 'imageScore', 'toldCategories'])
      visit(join(lib, 'detection', `${name}.ts`));
    const rooms = [...reached].map((file) => relative(lib, file).split(/[\\/]/)[0]);
    expect(rooms).toContain('methods');
    expect(TRACED_ROOMS).toEqual(expect.arrayContaining([...new Set(rooms)]));
  });
});
