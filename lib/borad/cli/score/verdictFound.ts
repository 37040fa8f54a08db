/** A finding that the caller is told of by the exit code. */
import type { Verdict } from '../../verdicts';

/** Verdicts that `--fail-on` can name, and those that each stands for. */
export const FAIL_ON = { ng: ['NG'], unsure: ['NG', 'UNSURE'] } as const satisfies Record<string, readonly Verdict[]>;
export type FailOn = keyof typeof FAIL_ON;

/** Ends a command with exit code 3, after everything was written. */
export class VerdictFound extends Error {
  override name = 'VerdictFound';
}

/** @throws {VerdictFound} one of the verdicts is among those that are asked for. */
export function failOn(asked: FailOn | undefined, verdicts: readonly (Verdict | undefined)[]): void {
  if (asked === undefined) return;
  const named: readonly (Verdict | undefined)[] = FAIL_ON[asked];
  const count = verdicts.filter((verdict) => named.includes(verdict)).length;
  if (count > 0)
    throw new VerdictFound(
      `${count} of ${verdicts.length} photos are ${FAIL_ON[asked].join(' or ')} (--fail-on ${asked}).`,
    );
}
