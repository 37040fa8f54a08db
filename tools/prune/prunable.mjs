// Files of node_modules that nothing on this machine loads.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
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

/**
 * Folders of packages that say that they are for the other C library of Linux: yarn 1 installs binaries for both.
 *
 * @param {string[]} files
 * @param {'glibc' | 'musl'} ours
 */
export function ofOtherLibc(files, ours) {
  const manifests = files.filter((file) => /node_modules[\\/](@[^\\/]+[\\/])?[^\\/]+[\\/]package\.json$/.test(file));
  return manifests
    .filter((file) => {
      const { libc } = JSON.parse(readFileSync(file, 'utf8'));
      return Array.isArray(libc) && libc.length > 0 && !libc.includes(ours);
    })
    .map((file) => dirname(file));
}

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
  const foreign = ofOtherLibc(files, musl ? 'musl' : 'glibc').map((folder) => folder + sep);
  const others = files.filter((file) => {
    if (foreign.some((folder) => file.startsWith(folder))) return true;
    const name = relative(modules, file).split(sep).join('/');
    return isUnloaded(name) || otherBuild.test(name);
  });
  return new Set([...ours, ...others]);
}
