/** Under what a step's graph is kept on disk. */
import type { GraphCache } from '../compile';
import { methodOf, type Phase, type PhaseSettings } from '../methods';

/**
 * Names a step by everything that a phase of a known method is handed; the seed only chooses what the step is given. Undefined for a
 * phase of somebody's own, of which nobody knows what it reads.
 */
export function stepCache({ phase, architecture, config }: PhaseSettings & { phase: Phase }): GraphCache | undefined {
  const { name, phases } = methodOf(config.method);
  const place = phases.indexOf(phase);
  if (place < 0) return undefined;
  const { seed: _, ...rest } = config;
  return { key: JSON.stringify([name, place, architecture, rest]) };
}
