/** A Python that has PyTorch, if there is one. */
import { spawnSync } from 'node:child_process';
import { refuse } from '../tools/flags.mjs';

/**
 * The program that BENCH_PYTHON names, or python3 where it is empty or not set, if it can import the module; else undefined.
 * A program that is named and cannot import it ends the command.
 *
 * @param {string} module
 */
export function pythonWith(module) {
  const program = process.env.BENCH_PYTHON || 'python3';
  const { status } = spawnSync(program, ['-c', `import ${module}`], { stdio: 'ignore' });
  if (status === 0) return program;
  if (process.env.BENCH_PYTHON) refuse('BENCH_PYTHON', `${program} cannot import ${module}.`);
  return undefined;
}
