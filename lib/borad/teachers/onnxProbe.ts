/**
 * What an ONNX file computes, found by running it once. onnxruntime only answers asynchronously, and a broken file can take
 * the process with it: so it is run in a process of its own, which is waited for.
 */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { BackendError, DataError } from '../base';
import { withoutTelemetry } from '../base/environment';
import { LOG_SEVERITY } from '../base/onnxRuntime';
import { shortReason } from '../base/shortReason';

export interface OnnxOutput {
  name: string;
  type: string;
  dims: number[];
  /** Whether the image that was tried gives a value below 0. */
  hasNegative: boolean;
}

export interface OnnxProbe {
  input: string;
  /** Where the channels of input and outputs stand. */
  layout: 'NCHW' | 'NHWC';
  /** Images at once and their side, where the file fixes them; else 0. */
  fixedBatch: number;
  fixedSize: number;
  /** Side of the image that was tried. */
  size: number;
  outputs: OnnxOutput[];
}

/** Milliseconds; large networks take seconds to load. */
const PATIENCE = 180_000;

const SCRIPT = `
const ort = require(process.argv[1]);
ort.env.logLevel = 'fatal';
(async () => {
  const session = await ort.InferenceSession.create(process.argv[2], { executionProviders: ['cpu'], logSeverityLevel: ${LOG_SEVERITY} });
  if (session.inputNames.length !== 1) throw new Error('it has ' + session.inputNames.length + ' inputs, expected one image');
  const input = session.inputNames[0];
  const about = session.inputMetadata && session.inputMetadata[0];
  const shape = (about && about.shape) || [];
  const fixed = (axis) => (typeof shape[axis] === 'number' && shape[axis] > 0 ? shape[axis] : 0);
  const layouts = fixed(1) === 3 ? ['NCHW'] : fixed(3) === 3 ? ['NHWC'] : ['NCHW', 'NHWC'];
  let problem;
  for (const layout of layouts) {
    const side = layout === 'NCHW' ? 2 : 1;
    if (fixed(side) !== fixed(side + 1)) throw new Error('its image is not square');
    const sizes = fixed(side) ? [fixed(side)] : [256, 224];
    for (const size of sizes) {
      const batch = fixed(0) || 1;
      // Noise of the range of normalised images.
      let state = 1;
      const data = Float32Array.from({ length: batch * 3 * size * size }, () => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        return (4 * state) / 2 ** 32 - 2;
      });
      const dims = layout === 'NCHW' ? [batch, 3, size, size] : [batch, size, size, 3];
      try {
        const results = await session.run({ [input]: new ort.Tensor('float32', data, dims) });
        const outputs = session.outputNames.map((name) => ({
          name,
          type: results[name].type,
          dims: Array.from(results[name].dims),
          hasNegative: results[name].type === 'float32' && results[name].data.some((value) => value < 0),
        }));
        // Patches of 14 pixels do not divide 256: such a network is tried with the other size.
        const isCut = outputs.some(({ dims }) => dims.length === 3 && size % Math.floor(Math.sqrt(dims[1])) !== 0);
        if (isCut && size !== sizes[sizes.length - 1]) continue;
        console.log(JSON.stringify({ input, layout, fixedBatch: fixed(0), fixedSize: fixed(side), size, outputs }));
        return;
      } catch (error) {
        problem = problem || error;
      }
    }
  }
  throw problem;
})().catch((error) => { console.log(JSON.stringify({ problem: String(error.message || error) })); });`;

/**
 * Runs an ONNX file on an image of noise.
 *
 * @throws {BackendError} onnxruntime-node is not installed.
 * @throws {DataError} the file is no network of one image, or running it fails.
 */
export function probeOnnx(file: string): OnnxProbe {
  let runtime: string;
  try {
    runtime = createRequire(__filename).resolve('onnxruntime-node');
  } catch (cause) {
    throw new BackendError('An ONNX teacher needs onnxruntime-node. Run: npm install onnxruntime-node', { cause });
  }
  withoutTelemetry();
  const { stdout, signal, status, error } = spawnSync(process.execPath, ['-e', SCRIPT, runtime, file], {
    encoding: 'utf8',
    timeout: PATIENCE,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const fail = (what: string) =>
    new DataError(`${file} cannot be run by onnxruntime: ${what}. Export it again with one image as its input.`, {
      file,
      cause: error,
    });
  const line = (stdout ?? '').trim().split('\n').at(-1) ?? '';
  if (!line)
    throw fail(
      error?.message ?? (signal ? `its process was ended by ${signal}` : `its process exited with code ${status}`),
    );
  let found: OnnxProbe & { problem?: string };
  try {
    found = JSON.parse(line);
  } catch {
    throw fail('its process ended without a result');
  }
  if (found.problem) throw fail(shortReason(found.problem));
  return found;
}
