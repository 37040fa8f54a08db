// Builds the library at the end of `npm install`, so that `npx borad` and the notebooks work at once.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { missingPackages } from './requirePackages.mjs';

// npm ci --omit=dev leaves out the compiler: who has a build keeps it, who has none is told by the command that wants it.
if (missingPackages('npm run build', ['typescript']) === null) {
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  const compiler = 'node_modules/typescript/bin/tsc';
  const { status } = spawnSync(process.execPath, [compiler, '-b', 'lib/notebooks'], { cwd, stdio: 'inherit' });
  process.exitCode = status ?? 1;
}
