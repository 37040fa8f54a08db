import type { Deciding } from '../../lib/notebooks/study/claims';

/**
 * A number a hair from the rule's border, on the side that passes or on the one that fails, worked out from the rule's words
 * and not by the code under test.
 */
export function besideBorder(passes: boolean, { rule, tolerance, target }: Omit<Deciding, 'number'>): number {
  const about = target ?? 0;
  const hair = 1e-5 * Math.max(tolerance, Math.abs(about), 1e-12);
  const [below, above] = [-hair, hair];
  switch (rule) {
    case 'below':
      return (target === undefined ? tolerance : about - tolerance) + (passes ? below : above);
    case 'above':
      return about + tolerance + (passes ? above : below);
    case 'near':
      return about + (passes ? Math.max(0, tolerance + below) : tolerance + above);
    default:
      return about + (passes ? tolerance + above : Math.max(0, tolerance + below));
  }
}
