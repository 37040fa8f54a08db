/** The exported detector, run in the page by onnxruntime's WebAssembly build. */
import { env, InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import { packedBytes } from '../shared/pageData';
import type { Photo } from './readPhoto';

/** What the exported graph says of a photo (`borad export`). */
export interface Answer {
  /** [height, width] of the photo. */
  map: Float32Array;
  score: number;
  /** Place in the categories; -1 for a photo that is like none in training. */
  category: number;
  /** To the nearest training photo in units of its reach: above 1 there is no category. */
  distance: number;
  limit: number;
  /** Place in the verdicts. */
  verdict: number;
  /** Time of the run. */
  milliseconds: number;
}

/** Runs the graph on a photo of any size. */
export type Detect = (photo: Photo) => Promise<Answer>;

/**
 * What sessions have in common. The graph is run as it is: to optimise it takes longer than the first photos win back. What goes
 * wrong is told by the page, not on the console.
 */
const OPTIONS: InferenceSession.SessionOptions = {
  executionProviders: ['wasm'],
  graphOptimizationLevel: 'disabled',
  logSeverityLevel: 4,
};

/**
 * Makes the runtime ready while the browser still reads the detector, in one thread: more of them need headers that a file has not.
 * Only a session starts it, so one of an empty file is asked for, which fails.
 */
async function startRuntime(): Promise<void> {
  const wasm = await packedBytes('wasm', { before: true });
  env.wasm.numThreads = 1;
  env.wasm.wasmBinary = wasm.buffer;
  await InferenceSession.create(new Uint8Array(), OPTIONS).catch(() => undefined);
}

/** Makes the detector ready. */
export async function openDetector(): Promise<Detect> {
  const started = startRuntime();
  const model = await packedBytes('detector', { before: false });
  await started;
  const session = await InferenceSession.create(model, OPTIONS);
  return async ({ pixels, width, height }) => {
    const begin = performance.now();
    const found = await session.run({ image: new Tensor('uint8', pixels, [height, width, 3]) });
    const milliseconds = performance.now() - begin;
    const first = (name: string) => Number(found[name]?.data[0]);
    return {
      map: found.map?.data as Float32Array,
      score: first('score'),
      category: first('category'),
      distance: first('distance'),
      limit: first('limit'),
      verdict: first('verdict'),
      milliseconds,
    };
  };
}
