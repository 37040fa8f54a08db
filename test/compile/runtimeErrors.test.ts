/** What onnxruntime throws reaches the user as one line that says what to do. */
import type * as Ort from 'onnxruntime-common';
import { describe, expect, it, vi } from 'vitest';
import { BackendError } from '../../lib/borad/base';
import * as onnxRuntime from '../../lib/borad/base/onnxRuntime';
import { loadOnnxRuntime, type OrtModule } from '../../lib/borad/base/onnxRuntime';
import { CompiledGraph } from '../../lib/borad/compile/compiledGraph';
import { createSession } from '../../lib/borad/compile/session';

const oneLine = /^[^\n]*$/;

async function refusal(work: Promise<unknown>): Promise<BackendError> {
  const error = await work.then(
    () => undefined,
    (thrown) => thrown,
  );
  expect(error).toBeInstanceOf(BackendError);
  expect((error as BackendError).message).toMatch(oneLine);
  return error as BackendError;
}

describe('errors of onnxruntime', () => {
  it('when a graph is refused', async () => {
    const options = { provider: 'cpu', threads: 1, optimise: false, plan: true } as const;
    const { message } = await refusal(createSession(Uint8Array.of(1, 2, 3), options));
    expect(message).toMatch(/onnxruntime refused the graph: .*--engine eager/);
  });

  it('when a provider is unknown to it: the message lists those that it offers', async () => {
    const options = { provider: 'rocket' as 'cuda', threads: 1, optimise: false, plan: true };
    const { message } = await refusal(createSession(Uint8Array.of(1), options));
    expect(message).toMatch(/no provider rocket on \w+ \w+\. It offers cpu\b.*borad doctor/);
  });

  it('when a provider does not start', async () => {
    const options = { provider: 'cuda', threads: 1, optimise: false, plan: true } as const;
    const cuda = { name: 'cuda', bundled: false };
    const failing = { create: () => Promise.reject(new Error('Failed to load shared library')) };
    vi.spyOn(onnxRuntime, 'loadOnnxRuntime').mockResolvedValue({
      listSupportedBackends: () => [cuda],
      InferenceSession: failing,
    } as unknown as OrtModule);
    const { message } = await refusal(createSession(Uint8Array.of(1), options));
    vi.restoreAllMocks();
    expect(message).toMatch(/provider cuda does not start: Failed.*docs\/gpu\.md.*provider cpu runs/);
  });

  it('when a run fails', async () => {
    const failing = {
      inputNames: [],
      outputNames: [],
      async run() {
        throw new Error(
          'Non-zero status code returned while running Conv node.\n  bad allocation\n    at a (/b.js:1:2)',
        );
      },
    } as unknown as Ort.InferenceSession;
    const ort = await loadOnnxRuntime('', '');
    const graph = new CompiledGraph(ort, failing, [], [], { input: {}, output: {} } as never, {} as never);
    const { message } = await refusal(graph.runTensors({}));
    expect(message).toMatch(/onnxruntime failed: Non-zero status code .* node\. bad allocation\. If memory is short/);
  });

  it('are not printed by onnxruntime as well, and nothing is sent', async () => {
    const { env } = await loadOnnxRuntime('', '');
    expect(env.logLevel).toBe('fatal');
    expect(process.env.ORT_DISABLE_TELEMETRY).toBe('1');
  });
});
