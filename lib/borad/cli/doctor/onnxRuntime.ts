/** Whether onnxruntime runs compiled graphs, and on which of its execution providers. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { withoutTelemetry } from '../../base';
import { LOG_SEVERITY, lacksBinary, onnxRuntimeFolder } from '../../base/onnxRuntime';
import { exportOnnx, type OfferedProvider, offeredProviders, type Provider } from '../../compile';
import { runScript } from './childProcess';
import { type Condition, PRODUCT, productCondition } from './condition';

/** A provider that onnxruntime lists, and what became of a session on it. */
export type ProviderFact = OfferedProvider & Condition;

export interface OnnxRuntimeFact extends Condition {
  /** Of the package; null where it is missing. */
  version: string | null;
  /** Empty where onnxruntime does not run. */
  providers: ProviderFact[];
}

const SCRIPT = `
const ort = require(process.argv[1]);
ort.env.logLevel = 'fatal';
const { left, right } = JSON.parse(process.argv[3]);
(async () => {
  const options = { executionProviders: [process.argv[4]], logSeverityLevel: ${LOG_SEVERITY} };
  const session = await ort.InferenceSession.create(process.argv[2], options);
  const matrix = (values) => new ort.Tensor('float32', Float32Array.from(values), [2, 2]);
  const { product } = await session.run({ left: matrix(left), right: matrix(right) });
  const listed = ort.listSupportedBackends ? ort.listSupportedBackends() : undefined;
  console.log(JSON.stringify({ found: Array.from(product.data), listed }));
})().catch((error) => { console.error(error); process.exit(1); });`;

const ADVICE = 'npm install onnxruntime-node';

interface Product {
  found: number[];
  /** What `listSupportedBackends` gives; left out by builds without it. */
  listed?: { name: string; bundled: boolean }[];
}

/** The small product by one provider, in a process of its own. */
async function product(folder: string, model: string, provider: Provider): Promise<Product | { problem: string }> {
  const { value, problem } = await runScript(SCRIPT, [folder, model, JSON.stringify(PRODUCT), provider]);
  return problem ? { problem } : (value as Product);
}

/** A session on a provider other than the CPU: tried, since being listed does not say that it starts. */
async function tryProvider(folder: string, model: string, offered: OfferedProvider): Promise<ProviderFact> {
  const outcome = await product(folder, model, offered.name);
  if (!('problem' in outcome)) return { ...offered, ...productCondition(outcome.found, '--provider takes it') };
  const libraries = offered.bundled ? '' : 'its libraries do not come with onnxruntime: ';
  return { ...offered, state: offered.bundled ? 'broken' : 'missing', detail: `${libraries}${outcome.problem}` };
}

/**
 * Tries onnxruntime on a graph that is exported for it, on each provider in a process of its own.
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
    const outcome = await product(folder, model, 'cpu');
    if ('problem' in outcome) {
      const detail = `${outcome.problem}. Install it again: ${ADVICE}`;
      return { state: 'broken', detail, version, providers: [] };
    }
    const { found, listed } = outcome;
    const offered = offeredProviders({ listSupportedBackends: listed && (() => listed) });
    const cpu = productCondition(found, 'compiled graphs run here unless another is asked for');
    const providers = await Promise.all(
      offered.map((one) => (one.name === 'cpu' ? { ...one, ...cpu } : tryProvider(folder, model, one))),
    );
    const names = offered.map(({ name }) => name);
    return { ...productCondition(found, `lists ${names.join(', ')}; cpu is used`), version, providers };
  } catch (error) {
    return { state: 'broken', detail: (error as Error).message, version, providers: [] };
  } finally {
    tf.dispose(example);
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The installed onnxruntime. A TensorFlow.js backend must be ready. */
export async function onnxRuntimeFact(
  machine: Pick<NodeJS.Process, 'platform' | 'arch'> = process,
): Promise<OnnxRuntimeFact> {
  const folder = onnxRuntimeFolder();
  if (!folder) return { state: 'missing', detail: `not installed: ${ADVICE}`, version: null, providers: [] };
  if (lacksBinary(folder, machine)) {
    const detail = `it has no binary for ${machine.platform} ${machine.arch}`;
    return { state: 'missing', detail, version: null, providers: [] };
  }
  return tryOnnxRuntime(folder);
}
