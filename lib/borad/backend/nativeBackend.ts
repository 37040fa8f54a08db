/** TensorFlow's own binary behind @tensorflow/tfjs-node and @tensorflow/tfjs-node-gpu, where the user installed one. */
import { createRequire } from 'node:module';
import * as tf from '@tensorflow/tfjs-core';
import { BackendError } from '../base';

/**
 * Gives `util` back what tfjs-node 4.22 calls and Node 23 removed (tensorflow/tfjs#8609): its last release is older than the
 * repair. Nothing changes where Node still has them.
 */
function restoreRemovedUtilities(require: NodeJS.Require): void {
  const util = require('node:util') as Record<string, unknown>;
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
}

export type NativeName = 'tfjs-node-gpu' | 'tfjs-node';

/**
 * Loads the package and makes its backend ('tensorflow') current.
 *
 * @returns What it runs on, in words.
 * @throws {BackendError} the package isn't installed, is an alias of another one, or its binary doesn't load.
 */
export async function useNativeBackend(name: NativeName): Promise<string> {
  const packageName = `@tensorflow/${name}`;
  const require = createRequire(__filename);
  const advice = `Install it: npm install ${packageName}@${tf.version_core}`;
  let manifest: { name: string; version: string; standIn?: boolean };
  try {
    manifest = require(`${packageName}/package.json`);
  } catch (cause) {
    throw new BackendError(`${packageName} is not installed. ${advice}.`, { cause });
  }
  // What takes the place of tfjs-node for danfojs must not pass for the native one.
  if (manifest.standIn) {
    throw new BackendError(`${packageName} is only a stand-in here, without native code. ${advice}.`);
  }
  if (manifest.name !== packageName) {
    throw new BackendError(`${packageName} is only an alias of ${manifest.name} here. ${advice}.`);
  }
  restoreRemovedUtilities(require);
  try {
    require(packageName);
  } catch (cause) {
    const problem = (cause as Error).message.split('\n')[0];
    throw new BackendError(`${packageName} ${manifest.version} doesn't load: ${problem}. ${advice}.`, { cause });
  }
  if (!(await tf.setBackend('tensorflow'))) {
    throw new BackendError(`${packageName} ${manifest.version} loads, but its backend doesn't start. ${advice}.`);
  }
  const { isUsingGpuDevice } = tf.backend() as tf.KernelBackend & { isUsingGpuDevice?: boolean };
  return `TensorFlow's native kernels on the ${isUsingGpuDevice ? 'GPU' : 'CPU'}`;
}
