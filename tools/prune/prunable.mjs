// Files of node_modules that nothing on this machine loads.
import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unusedFiles } from '../../lib/borad/dist/cli/prune/unusedFiles.js';

/** The folder that all packages lie in. */
export const modules = fileURLToPath(new URL('../../node_modules', import.meta.url));

/** zeromq has its binaries under `build/PLATFORM/ARCHITECTURE`. */
const otherBuild = new RegExp(
  `^zeromq[\\\\/]build[\\\\/](?!${process.platform}[\\\\/]${process.arch}[\\\\/])\\w+[\\\\/]\\w+[\\\\/].*\\.node$`,
);
/** Of the kernel's compiler the programs that the kernel does not load; of others pages, examples and builds for browsers. */
const unloaded = [
  /^@tslab[\\/]typescript-for-tslab[\\/]lib[\\/](tsserver|tsserverlibrary|tsc|typingsInstaller)\.js$/,
  /^mathjs[\\/](docs|examples|lib[\\/](browser|esm))[\\/]/,
  /^zod[\\/]src[\\/]/,
  /^rxjs[\\/](src|dist[\\/](bundles|esm5?))[\\/]/,
];

/** All files of node_modules, absolute; links are not followed. */
export function installedFiles() {
  return readdirSync(modules, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Those of them that `npm run prune` removes. */
export function prunableFiles(files) {
  const ours = unusedFiles().flatMap((group) => group.files);
  const others = files.filter((file) => {
    const name = relative(modules, file);
    return file.endsWith('.map') || otherBuild.test(name) || unloaded.some((kind) => kind.test(name));
  });
  return new Set([...ours, ...others]);
}
