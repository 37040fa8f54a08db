/** The exported file in Python's onnxruntime, where there is one: `BORAD_PYTHON=PYTHON npm test -- test/deploy/inPython`. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { type ImageSize, photoSizeText, sidesOf } from '../../lib/borad/base';
import { loadImage } from '../../lib/borad/datasets';
import { stretchedMap } from '../../lib/borad/display';
import { judgement, UNKNOWN, VERDICTS } from '../../lib/borad/verdicts';
import { there } from '../there';
import { findPython } from './findPython';
import { noisePhoto, type RawPhoto, tinyExport } from './tinyExport';

const RUN = `
import json, sys
import numpy, onnxruntime
file, given, out = sys.argv[1:]
session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
names = [output.name for output in session.get_outputs()]
results = []
for photo in json.load(open(given)):
    image = numpy.array(photo["pixels"], dtype=numpy.uint8).reshape(photo["height"], photo["width"], 3)
    found = dict(zip(names, session.run(names, {"image": image})))
    results.append({name: {"dims": list(value.shape), "data": value.ravel().tolist()} for name, value in found.items()})
json.dump({"metadata": session.get_modelmeta().custom_metadata_map, "results": results}, open(out, "w"))
`;

type Result = Record<string, { dims: number[]; data: number[] }>;

const python = findPython();
const isMissing = typeof python === 'string';
const title = isMissing ? `in Python: not tried, ${python}` : `in Python's onnxruntime ${python.version}`;
const folder = mkdtempSync(join(tmpdir(), 'borad-python-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(async () => {
  await prepareBackend();
});

function runInPython(command: string, file: string, photos: RawPhoto[]) {
  const [given, out] = [join(folder, 'photos.json'), join(folder, 'out.json')];
  writeFileSync(given, JSON.stringify(photos));
  const { status, stderr } = spawnSync(command, ['-c', RUN, file, given, out], { encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  return JSON.parse(readFileSync(out, 'utf8')) as { metadata: Record<string, string>; results: Result[] };
}

/** Pixels at the size of the model, as a run with data.resize=antialias shows them. */
async function atModelSize({ pixels, width, height }: RawPhoto, size: ImageSize): Promise<Float32Array> {
  const raw = { width, height, channels: 3 as const };
  const bytes = await sharp(Uint8Array.from(pixels), { raw }).png().toBuffer();
  return Float32Array.from((await loadImage({ name: 'photo.png', bytes }, size, 'auto', 'antialias')).pixels);
}

describe.each([64, [64, 128]] as ImageSize[])(`an exported detector of %j pixels ${title}`, (size) => {
  it.skipIf(isMissing)(
    'gives map, score, category, limit and verdict as the library does, of photos of any size',
    async () => {
      if (isMissing) return;
      const { file, detector, limits, products, photos } = await tinyExport(folder, size);
      const all = [...photos, noisePhoto(2, 150, 97), noisePhoto(3, 31, 200), noisePhoto(4, 1, 1)];
      const { metadata, results } = runInPython(python.command, file, all);
      expect(metadata.imageSize).toBe(JSON.stringify(size));
      const names: string[] = JSON.parse(there(metadata.categories));
      const [high, wide] = sidesOf(size);
      const seen = { verdicts: new Set<number>(), unknown: 0 };
      for (const [i, photo] of all.entries()) {
        const { map, score, category, limit, verdict } = there(results[i]);
        const own = await detector.inspect(await atModelSize(photo, size), 1);
        const said = judgement(there(own.scores[0]), there(own.globals[0]), { limits, products });
        expect(map?.dims, photoSizeText([photo.height, photo.width])).toEqual([photo.height, photo.width]);
        const expected = stretchedMap({ width: wide, height: high, values: own.maps }, photo.width, photo.height);
        const farthest = there(map).data.reduce(
          (most, value, at) => Math.max(most, Math.abs(value - there(expected[at]))),
          0,
        );
        expect(farthest).toBeLessThan(1e-4);
        expect(Math.abs(there(score?.data[0]) - there(own.scores[0]))).toBeLessThan(1e-4);
        expect(Math.abs(there(limit?.data[0]) - said.limit)).toBeLessThan(1e-4);
        expect(category?.data[0]).toBe(said.category === UNKNOWN ? -1 : names.indexOf(said.category));
        expect(verdict?.data[0]).toBe(VERDICTS.indexOf(said.verdict));
        seen.verdicts.add(there(verdict?.data[0]));
        if (said.category === UNKNOWN) seen.unknown++;
      }
      detector.dispose();
      // Photos on which nothing differs would prove little.
      expect(seen.verdicts.size).toBeGreaterThan(1);
      expect(seen.unknown).toBeGreaterThan(0);
      expect(seen.unknown).toBeLessThan(all.length);
    },
    120_000,
  );
});
