/** An interpreter of Python that has onnxruntime. */
import { spawnSync } from 'node:child_process';

export interface FoundPython {
  command: string;
  /** Version of onnxruntime. */
  version: string;
}

const ASK = 'import numpy, onnxruntime; print(onnxruntime.__version__)';

/**
 * That of `BORAD_PYTHON`, else `python3`.
 *
 * @returns What is missing, in words, where there is none.
 * @throws {Error} `BORAD_PYTHON` names one without onnxruntime: who asks for the test must not see it left out.
 */
export function findPython(): FoundPython | string {
  const asked = process.env.BORAD_PYTHON;
  const command = asked || 'python3';
  const { status, stdout, stderr, error } = spawnSync(command, ['-c', ASK], { encoding: 'utf8' });
  if (status === 0) return { command, version: stdout.trim() };
  const why = error?.message ?? stderr.trim().split('\n').at(-1) ?? 'it does not run';
  if (asked)
    throw new Error(
      `BORAD_PYTHON=${asked} cannot run onnxruntime: ${why}. Expected an interpreter with onnxruntime and numpy.`,
    );
  return `python3 without onnxruntime (${why}); set BORAD_PYTHON`;
}
