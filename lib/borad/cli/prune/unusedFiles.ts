/** Files of installed packages that this platform or Node never loads. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';

export interface UnusedFiles {
  /** Whose they are and why nothing loads them. */
  what: string;
  /** Absolute paths of files. */
  files: string[];
  bytes: number;
}

/** Builds for browsers and bundlers' caches, source maps and tests: Node loads `*.node.js`, bundlers the other modules. */
const NEVER_LOADED = /\.(map|min\.js|fesm\.js|es2017\.js|html|tsbuildinfo)$|_test\.(js|d\.ts)$|[\\/]miniprogram[\\/]/;

const TENSORFLOW = ['tfjs-core', 'tfjs-backend-cpu', 'tfjs-backend-wasm'].map((name) => `@tensorflow/${name}`);

/** The folder of a package that borad needs; undefined where it is not installed. */
function packageFolder(name: string): string | undefined {
  try {
    return dirname(createRequire(__filename).resolve(`${name}/package.json`));
  } catch {
    return undefined;
  }
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function group(what: string, files: string[]): UnusedFiles {
  return { what, files, bytes: files.reduce((sum, file) => sum + statSync(file).size, 0) };
}

/**
 * Binaries of onnxruntime for other platforms, none where its package has no binary for this one.
 *
 * @param folder Of the package, with `bin/napi-vN/PLATFORM/ARCHITECTURE`.
 */
export function otherBinaries(folder: string, platform = process.platform, arch: string = process.arch): string[] {
  const bin = join(folder, 'bin');
  if (!existsSync(bin)) return [];
  const ours = new RegExp(`^napi-v\\d+[\\\\/]${platform}[\\\\/]${arch}[\\\\/]`);
  const all = filesBelow(bin);
  const others = all.filter((file) => !ours.test(relative(bin, file)));
  return others.length < all.length ? others : [];
}

/** Every group that has files. */
export function unusedFiles(): UnusedFiles[] {
  const runtime = packageFolder('onnxruntime-node');
  const groups = runtime ? [group('onnxruntime-node: binaries of other platforms', otherBinaries(runtime))] : [];
  for (const name of TENSORFLOW) {
    const folder = packageFolder(name);
    if (!folder) continue;
    const files = filesBelow(join(folder, 'dist')).filter((file) => NEVER_LOADED.test(relative(folder, file)));
    groups.push(group(`${name}: source maps, tests and builds for browsers`, files));
  }
  return groups.filter(({ files }) => files.length > 0);
}
