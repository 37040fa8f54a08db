import { homedir } from 'node:os';
import { join } from 'node:path';

/** The kernel's name: what the notebooks ask for. */
export const KERNEL = 'tslab';

/**
 * The kernelspec of this project's kernel. Its paths are absolute, so that it starts whatever folder and PATH Jupyter has.
 *
 * @param {string} root folder that holds node_modules
 */
export function kernelSpec(root) {
  const tslab = join(root, 'node_modules', 'tslab', 'bin', 'tslab');
  const unwatched = join(root, 'tools', 'notebooks', 'unwatched.cjs');
  return {
    argv: [process.execPath, '--require', unwatched, tslab, 'kernel', '--config-path={connection_file}'],
    display_name: 'TypeScript',
    language: 'typescript',
  };
}

/**
 * Jupyter's folder of the user, as `jupyter --data-dir` gives it.
 *
 * @param {NodeJS.ProcessEnv} environment
 * @param {string} platform
 */
function userFolder(environment, platform) {
  const { JUPYTER_DATA_DIR, XDG_DATA_HOME, APPDATA } = environment;
  if (JUPYTER_DATA_DIR) return JUPYTER_DATA_DIR;
  if (platform === 'darwin') return join(homedir(), 'Library', 'Jupyter');
  if (platform === 'win32') return join(APPDATA ?? join(homedir(), 'AppData', 'Roaming'), 'jupyter');
  return join(XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'jupyter');
}

/**
 * Where the kernelspec goes: Jupyter's folder of the user, or that of an environment such as Python's or conda's.
 *
 * @param {{ prefix?: string, environment?: NodeJS.ProcessEnv, platform?: string }} options
 */
export function kernelFolder({ prefix, environment = process.env, platform = process.platform } = {}) {
  const data = prefix ? join(prefix, 'share', 'jupyter') : userFolder(environment, platform);
  return join(data, 'kernels', KERNEL);
}
