/** The onnxruntime session that runs a compiled graph. */
import { availableParallelism } from 'node:os';
import type * as Ort from 'onnxruntime-common';
import { BackendError } from '../base/errors';
import { LOG_SEVERITY, loadOnnxRuntime, type OrtModule } from '../base/onnxRuntime';
import { shortReason } from '../base/shortReason';
import { type Provider, requireProvider } from './providers';

/** onnxruntime-node. Throws {BackendError} where it is not installed or does not load. */
export function loadRuntime(): Promise<OrtModule> {
  return loadOnnxRuntime('Compile: ', 'Run "npm install onnxruntime-node", or run eagerly.');
}

/** Threads that a session uses when none are asked for: all that the process may use. */
export function defaultThreads(): number {
  return Math.max(1, availableParallelism());
}

export interface SessionOptions {
  provider: Provider;
  threads: number;
  /** Let onnxruntime rewrite the graph. */
  optimise: boolean;
  /** Plan the memory of a run as one block, from the second run on. */
  plan: boolean;
  /** Prefix of a profile file, for measurements. */
  profile?: string;
}

/**
 * A session: one operator at a time, on the CPU on all threads.
 *
 * @throws {BackendError} this onnxruntime lacks the provider, the provider does not start, or onnxruntime refuses the graph.
 */
export async function createSession(
  model: Uint8Array,
  { provider, threads, optimise, plan, profile }: SessionOptions,
): Promise<Ort.InferenceSession> {
  const ort = await loadRuntime();
  requireProvider(provider, ort);
  const options: Ort.InferenceSession.SessionOptions = {
    executionProviders: [provider],
    graphOptimizationLevel: optimise ? 'all' : 'disabled',
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    enableCpuMemArena: true,
    enableMemPattern: plan,
    logSeverityLevel: LOG_SEVERITY,
    // Threads of one session that wait for work would take the time of those of the next.
    extra: { session: { intra_op: { allow_spinning: '1' }, force_spinning_stop: '1' } },
  };
  if (profile) Object.assign(options, { enableProfiling: true, profileFilePrefix: profile });
  try {
    return await ort.InferenceSession.create(model, options);
  } catch (error) {
    const reason = shortReason(error);
    if (provider === 'cpu') {
      throw new BackendError(
        `Compile: onnxruntime refused the graph: ${reason}. The engine eager (--engine eager) runs without it, more slowly.`,
        { cause: error },
      );
    }
    throw new BackendError(
      `Compile: onnxruntime's provider ${provider} does not start: ${reason}. docs/gpu.md says what it needs; the provider cpu runs without it.`,
      { cause: error },
    );
  }
}
