/** Tells each worker of the tests which part of the processor is its own, and keeps what tests cache out of the user's folder. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node' with { 'resolution-mode': 'import' };
import { loadTool } from './tools/loadTool';

declare module 'vitest' {
  export interface ProvidedContext {
    /** One list of cores per worker, empty where the system chooses. */
    cores: string[];
  }
}

export default async function tellWorkers(project: TestProject): Promise<() => void> {
  const { coreLists } = await loadTool('cores.mjs');
  const lists: (string | undefined)[] = coreLists(Number(project.config.maxWorkers));
  project.provide(
    'cores',
    lists.map((list) => list ?? ''),
  );
  const cache = mkdtempSync(join(tmpdir(), 'borad-test-cache-'));
  process.env.BORAD_CACHE = cache;
  return () => rmSync(cache, { recursive: true, force: true });
}
