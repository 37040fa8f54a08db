import type { Claim } from './claimLedger';

/** A number as the ledger prints it: four significant digits (six from 100 on), small and large ones with an exponent. */
function print(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  const text =
    size < 1e-3 || size >= 1e6
      ? value.toExponential(1).replace('.0e', 'e').replace('e+', 'e')
      : String(Number(value.toPrecision(size >= 100 ? 6 : 4)));
  return text.replace(/-/g, '−');
}

/** What the rule asks for, in signs: `< 1e−9`, `86.2 ± 0.05`. */
export function expectedText({ rule, target, tolerance }: Pick<Claim, 'rule' | 'target' | 'tolerance'>): string {
  const about = target ?? 0;
  if (rule === 'near') return `${print(about)} ± ${print(tolerance)}`;
  if (rule === 'apart') return `not ${print(about)} ± ${print(tolerance)}`;
  if (rule === 'below' && target === undefined) return `< ${print(tolerance)}`;
  const [sign, margin] = rule === 'below' ? ['<', '−'] : ['>', '+'];
  if (about === 0) return `${sign} ${print(rule === 'below' ? -tolerance : tolerance)}`;
  return `${sign} ${print(about)}${tolerance === 0 ? '' : ` ${margin} ${print(tolerance)}`}`;
}

/** The deciding number in words: what it is, and its value with and without the condition. Without a number: why there is none. */
export function numberText({ number, measure, numberWithout, note }: Claim): string {
  if (number === null) return note ?? '–';
  const without = numberWithout === undefined ? '' : ` (otherwise ${print(numberWithout)})`;
  return `${measure ? `${measure}: ` : ''}${print(number)}${without}`;
}

/**
 * Whether a claim of a direction fails within the tolerance: the number differs from the target by no more than that, so the
 * opposite of the claim is not shown either. With the half width of an interval as tolerance: the interval includes the target.
 */
export function isUndecided({ verdict, number, rule, target, tolerance }: Claim): boolean {
  const directed = (rule === 'below' || rule === 'above') && target !== undefined;
  return (
    directed && number !== null && verdict === 'does not hold as written' && Math.abs(number - target) <= tolerance
  );
}
