/** Graphs that were written once, kept in a folder: whoever asks for the same again reads instead of tracing. */
import { createHash } from 'node:crypto';
import { existsSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { version_core as tensorflowVersion } from '@tensorflow/tfjs-core';
import { type HeldFile, heldFiles, removeOldest } from '../base/boundedFolder';
import { cacheFolder } from '../base/cacheFolder';
import { readFile, writeFileAtomic } from '../base/files';
import { onnxRuntimeVersion } from '../base/onnxRuntime';
import { shortReason } from '../base/shortReason';
import { tracedCode } from '../base/tracedCode';
import { OPERATOR_SET } from './onnx/model';
import type { WrittenGraph } from './writtenGraph';

export interface GraphCache {
  /** Names the function with everything that it reads besides its tensors: its settings, sizes, numbers. */
  key: string;
  /** Default: `graphCacheFolder()`. */
  folder?: string;
  /** Bytes that all files of the folder may take together. Default 256 MiB. */
  limit?: number;
}

/** Files of graphs in a folder. */
export interface GraphCacheContents {
  folder: string;
  graphs: number;
  bytes: number;
}

const LIMIT = 256 * 2 ** 20;
/** A graph with larger constants is not kept: copies of somebody's weights would soon fill the folder. */
const LARGEST = 16 * 2 ** 20;
const MAGIC = 'borad-graph 1';
const NAME = /^[0-9a-f]{64}\.graph$/;

/** Where graphs are kept: `graphs` in the user's cache folder. It does not have to exist. */
export const graphCacheFolder = (): string => join(cacheFolder(), 'graphs');

const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/**
 * What a graph depends on, as one digest: what the caller names, and the versions of everything that makes it. Undefined where this
 * library's code or onnxruntime cannot be told from another.
 *
 * @param parts Function, shapes, settings of the compiler.
 */
export function graphKey(parts: unknown, code = tracedCode(), runtime = onnxRuntimeVersion()): string | undefined {
  if (code === undefined || runtime === undefined) return undefined;
  // Constants are computed by the engine of JavaScript, whose logarithms and the like may differ between versions.
  const { v8 } = process.versions;
  return sha256(JSON.stringify([MAGIC, OPERATOR_SET, code, runtime, tensorflowVersion, v8, parts]));
}

/** Graphs of a folder, the least recently used first; none where it cannot be looked into. */
function heldGraphs(folder: string): HeldFile[] {
  try {
    return heldFiles(folder, NAME);
  } catch {
    return [];
  }
}

/** What a cache folder holds; nothing where there is none. */
export function graphCacheContents(folder = graphCacheFolder()): GraphCacheContents {
  const held = heldGraphs(folder);
  return { folder, graphs: held.length, bytes: held.reduce((sum, { bytes }) => sum + bytes, 0) };
}

/** A file: one line of JSON that says what follows and its digest, then the graph's description as JSON, then the model. */
function fileOf(key: string, { model, ...description }: WrittenGraph): Uint8Array {
  const text = Buffer.from(JSON.stringify(description));
  const content = Buffer.concat([text, model]);
  const head = { magic: MAGIC, key, description: text.length, sha256: sha256(content) };
  return Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), content]);
}

/** The graph in a file. Throws an {Error} that says what is wrong where it is not one, whole, under this key. */
function graphIn(bytes: Buffer, key: string): WrittenGraph {
  const end = bytes.indexOf('\n');
  if (end < 0) throw new Error('it has no first line');
  const head = JSON.parse(bytes.toString('utf8', 0, end)) as Record<string, unknown> | null;
  if (head?.magic !== MAGIC || head.key !== key) throw new Error('it is no graph of this key');
  const content = bytes.subarray(end + 1);
  if (sha256(content) !== head.sha256) throw new Error('its digest is another than it says');
  const length = head.description as number;
  const description = JSON.parse(content.toString('utf8', 0, length)) as Omit<WrittenGraph, 'model'>;
  return { ...description, model: content.subarray(length) };
}

let complained = false;

/** Says once in a process why the cache is of no use; nothing else fails with it. */
function complain(text: string): void {
  if (!complained) process.stderr.write(`${text}\n`);
  complained = true;
}

function readGraph(file: string, key: string): WrittenGraph | undefined {
  if (!existsSync(file)) return undefined;
  try {
    const graph = graphIn(readFile(file), key);
    // Reading does not change the time of a file on every system.
    utimesSync(file, new Date(), new Date());
    return graph;
  } catch (error) {
    process.stderr.write(`${file} is damaged (${shortReason(error)}); the graph is traced anew.\n`);
    return undefined;
  }
}

/** Removes the least recently used graphs beyond the limit, but not the one that was just written. */
function makeRoom(folder: string, limit: number, { path: own, bytes }: Pick<HeldFile, 'path' | 'bytes'>): void {
  removeOldest(
    heldGraphs(folder).filter(({ path }) => path !== own),
    limit - bytes,
  );
}

/**
 * The graph from the folder; else it is made, and kept there if the folder can be written. A damaged file is replaced, and one line
 * says so.
 *
 * @param parts As for `graphKey`, besides the cache's own key.
 * @returns The graph, and whether it was read.
 */
export async function keptGraph(
  cache: GraphCache,
  parts: unknown,
  make: () => Promise<WrittenGraph>,
): Promise<{ graph: WrittenGraph; wasKept: boolean }> {
  const { folder = graphCacheFolder(), limit = LIMIT } = cache;
  const key = graphKey([cache.key, parts]);
  if (key === undefined) return { graph: await make(), wasKept: false };
  const file = join(folder, `${key}.graph`);
  const found = readGraph(file, key);
  if (found) return { graph: found, wasKept: true };
  const graph = await make();
  if (graph.model.length > Math.min(LARGEST, limit)) return { graph, wasKept: false };
  try {
    const content = fileOf(key, graph);
    writeFileAtomic(file, content);
    makeRoom(folder, limit, { path: file, bytes: content.length });
  } catch (error) {
    complain(`Graphs are not kept: ${shortReason(error)}`);
  }
  return { graph, wasKept: false };
}
