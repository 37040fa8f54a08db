/** The momentum of the projector's moving average. */
import type { BoradConfig } from './settings';

/**
 * The momentum m of the projector's moving average (Section 3, "Setup"; Table 9).
 *
 * @param step Finished updates, from 0.
 * @param total Updates of the whole run.
 */
export function momentumAt(step: number, total: number, { schedule, start, end }: BoradConfig['momentum']): number {
  const progress = Math.min(step / Math.max(total, 1), 1);
  if (schedule === 'constant') return start;
  if (schedule === 'cosine') return end - ((end - start) * (1 + Math.cos(Math.PI * progress))) / 2;
  return start + (end - start) * progress;
}
