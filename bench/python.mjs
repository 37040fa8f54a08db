/** A Python that has PyTorch, if there is one. */
import { spawnSync } from 'node:child_process';

/**
 * The program that BENCH_PYTHON names, or python3, if it can import the module; else undefined.
 *
 * @param {string} module
 */
export function pythonWith(module) {
  const program = process.env.BENCH_PYTHON ?? 'python3';
  const { status } = spawnSync(program, ['-c', `import ${module}`], { stdio: 'ignore' });
  if (status === 0) return program;
  if (process.env.BENCH_PYTHON) throw new Error(`BENCH_PYTHON is ${program}, which cannot import ${module}.`);
  return undefined;
}
