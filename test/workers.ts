/** Tells each worker of the tests which part of the processor is its own. */
import type { TestProject } from 'vitest/node' with { 'resolution-mode': 'import' };
import { loadTool } from './tools/loadTool';

declare module 'vitest' {
  export interface ProvidedContext {
    /** One list of cores per worker, empty where the system chooses. */
    cores: string[];
  }
}

export default async function tellWorkers(project: TestProject): Promise<void> {
  const { coreLists } = await loadTool('cores.mjs');
  const lists: (string | undefined)[] = coreLists(Number(project.config.maxWorkers));
  project.provide(
    'cores',
    lists.map((list) => list ?? ''),
  );
}
