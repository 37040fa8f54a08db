/** Whether onnxruntime runs compiled graphs. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { LOG_SEVERITY, withoutTelemetry } from '../../base/onnxRuntime';
import { exportOnnx } from '../../compile';
import { runScript } from './childProcess';
import { type Condition, PRODUCT, productCondition } from './condition';

export interface OnnxRuntimeFact extends Condition {
  /** Of the package; null where it is missing. */
  version: string | null;
  /** Execution providers that it lists. Those not bundled need libraries of their own; compiled graphs use `cpu`. */
  providers: { name: string; bundled: boolean }[];
}

const SCRIPT = `
const ort = require(process.argv[1]);
ort.env.logLevel = 'fatal';
const { left, right } = JSON.parse(process.argv[3]);
(async () => {
  const session = await ort.InferenceSession.create(process.argv[2], { logSeverityLevel: ${LOG_SEVERITY} });
  const matrix = (values) => new ort.Tensor('float32', Float32Array.from(values), [2, 2]);
  const { product } = await session.run({ left: matrix(left), right: matrix(right) });
  const providers = ort.listSupportedBackends ? ort.listSupportedBackends() : [];
  console.log(JSON.stringify({ found: Array.from(product.data), providers }));
})().catch((error) => { console.error(error); process.exit(1); });`;

const ADVICE = 'npm install onnxruntime-node';

/**
 * Tries onnxruntime on a graph that is exported for it, in a process of its own.
 *
 * @param folder Where the package lies.
 */
export async function tryOnnxRuntime(folder: string): Promise<OnnxRuntimeFact> {
  const { version } = createRequire(__filename)(join(folder, 'package.json')) as { version: string };
  const scratch = mkdtempSync(join(tmpdir(), 'borad-doctor-'));
  const example = { left: tf.zeros([2, 2]), right: tf.zeros([2, 2]) };
  withoutTelemetry();
  try {
    const model = join(scratch, 'product.onnx');
    await exportOnnx(({ left, right }) => ({ product: tf.matMul(left, right) }), example, model);
    const { value, problem } = await runScript(SCRIPT, [folder, model, JSON.stringify(PRODUCT)]);
    if (problem) {
      const detail = `${problem}. Install it again: ${ADVICE}`;
      return { state: 'broken', detail, version, providers: [] };
    }
    const { found, providers } = value as { found: number[]; providers: OnnxRuntimeFact['providers'] };
    const names = providers.map(({ name, bundled }) => (bundled ? name : `${name} (not bundled)`));
    return { ...productCondition(found, `lists ${names.join(', ')}; cpu is used`), version, providers };
  } catch (error) {
    return { state: 'broken', detail: (error as Error).message, version, providers: [] };
  } finally {
    tf.dispose(example);
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The installed onnxruntime. A TensorFlow.js backend must be ready. */
export async function onnxRuntimeFact(): Promise<OnnxRuntimeFact> {
  let entry: string;
  try {
    entry = createRequire(__filename).resolve('onnxruntime-node/package.json');
  } catch {
    return { state: 'missing', detail: `not installed: ${ADVICE}`, version: null, providers: [] };
  }
  return tryOnnxRuntime(dirname(entry));
}
