/** Which TensorFlow.js backends compute. */
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { BACKEND_NAMES, type BackendName, prepareBackend } from '../../backend';
import { runScript } from './childProcess';
import { type Condition, PRODUCT, productCondition } from './condition';

export interface BackendFact extends Condition {
  name: BackendName;
}

const NATIVE_SCRIPT = `
const tf = require(process.argv[1]);
const { left, right } = JSON.parse(process.argv[2]);
(async () => {
  if (!(await tf.setBackend('tensorflow'))) throw new Error('its backend does not start');
  const product = tf.matMul(tf.tensor2d(left, [2, 2]), tf.tensor2d(right, [2, 2]));
  const found = Array.from(product.dataSync());
  const { isUsingGpuDevice = false } = tf.backend();
  console.log(JSON.stringify({ found, isUsingGpuDevice }));
})().catch((error) => { console.error(error); process.exit(1); });`;

/**
 * Tries a native package in a process of its own.
 *
 * @param folder Where the package lies.
 */
export async function tryNativePackage(folder: string, advice: string, patience?: number): Promise<Condition> {
  const { value, problem } = await runScript(NATIVE_SCRIPT, [folder, JSON.stringify(PRODUCT)], patience);
  if (problem) return { state: 'broken', detail: `${problem}. ${advice}` };
  const { found, isUsingGpuDevice } = value as { found: number[]; isUsingGpuDevice: boolean };
  return productCondition(found, `TensorFlow's native kernels on the ${isUsingGpuDevice ? 'GPU' : 'CPU'}`);
}

async function nativeCondition(name: 'tfjs-node-gpu' | 'tfjs-node'): Promise<Condition> {
  const packageName = `@tensorflow/${name}`;
  const advice = `npm install ${packageName}@${tf.version_core}`;
  const require = createRequire(__filename);
  let file: string;
  try {
    file = require.resolve(`${packageName}/package.json`);
  } catch {
    return { state: 'missing', detail: `not installed: ${advice}` };
  }
  const manifest = require(file) as { name: string; standIn?: boolean };
  if (manifest.standIn) return { state: 'missing', detail: `only a stand-in here, without native code: ${advice}` };
  if (manifest.name !== packageName)
    return { state: 'missing', detail: `only an alias of ${manifest.name} here: ${advice}` };
  return tryNativePackage(dirname(file), `Install it again: ${advice}`);
}

/** Backends without native code are tried here; the backend that was current is current again afterwards. */
async function ownCondition(name: 'wasm' | 'cpu'): Promise<Condition> {
  const before = tf.engine().backendName;
  try {
    const { reason } = await prepareBackend(name);
    const found = tf.tidy(() =>
      tf.matMul(tf.tensor2d(PRODUCT.left, [2, 2]), tf.tensor2d(PRODUCT.right, [2, 2])).dataSync(),
    );
    return productCondition([...found], reason.replace(/^forced: /, ''));
  } catch (error) {
    return { state: 'broken', detail: (error as Error).message };
  } finally {
    if (before) await tf.setBackend(before);
  }
}

/** Every backend, in the order in which `prepareBackend` tries them. */
export async function backendFacts(): Promise<BackendFact[]> {
  const facts: BackendFact[] = [];
  for (const name of BACKEND_NAMES) {
    const condition = name === 'wasm' || name === 'cpu' ? await ownCondition(name) : await nativeCondition(name);
    facts.push({ name, ...condition });
  }
  return facts;
}
