// Files of node_modules that nothing on this machine loads.
import { readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unusedFiles } from '../../lib/borad/dist/cli/prune/unusedFiles.js';
import { isUnloaded } from './unloaded.mjs';

/** The folder that all packages lie in. */
export const modules = fileURLToPath(new URL('../../node_modules', import.meta.url));

/** Whether Node runs on musl instead of glibc. */
const musl =
  process.platform === 'linux' && !(/** @type {any} */ (process.report.getReport()).header.glibcVersionRuntime);

/** zeromq has its binaries under `build/PLATFORM/ARCHITECTURE/node`, those of Linux for either C library. */
const otherBuild = new RegExp(
  `^zeromq/build/((?!${process.platform}/${process.arch}/)\\w+/\\w+/|linux/\\w+/node/${musl ? 'glibc' : 'musl'}-).*\\.node$`,
);

/** All files of node_modules, absolute; links are not followed. */
export function installedFiles() {
  return readdirSync(modules, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/**
 * Those of them that `npm run prune` removes.
 *
 * @param {string[]} files
 */
export function prunableFiles(files) {
  const ours = unusedFiles().flatMap((group) => group.files);
  const others = files.filter((file) => {
    const name = relative(modules, file).split(sep).join('/');
    return isUnloaded(name) || otherBuild.test(name);
  });
  return new Set([...ours, ...others]);
}
