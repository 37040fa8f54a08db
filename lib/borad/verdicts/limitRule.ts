/** Rules by which the limit of an image score is set. */
import { OptionError } from '../base';

/** Kinds of rules, each with what its number means. */
export const LIMIT_RULES = {
  conformal: 'rate of false alarms that is guaranteed not to be exceeded',
  quantile: 'share of normal photos below the limit',
  sigma: 'standard deviations above the mean of normal photos',
  recall: 'share of labelled defective photos above the limit',
  value: 'the limit itself',
} as const;
export type LimitKind = keyof typeof LIMIT_RULES;

export interface LimitRule {
  kind: LimitKind;
  value: number;
}

/** Without being asked for another: at most one normal photo in twenty is to raise an alarm. */
export const DEFAULT_RULE: LimitRule = { kind: 'conformal', value: 0.05 };

const isShare = (value: number) => value > 0 && value < 1;
const isAllowed: Record<LimitKind, (value: number) => boolean> = {
  conformal: isShare,
  quantile: isShare,
  sigma: (value) => value > 0,
  recall: (value) => value > 0 && value <= 1,
  value: () => true,
};

/** A rule as it is typed: `conformal=0.05`. */
export const ruleText = ({ kind, value }: LimitRule): string => `${kind}=${value}`;

/**
 * Reads a rule such as `quantile=0.995`.
 *
 * @throws {OptionError} there is no such rule, or its number is out of range.
 */
export function parseRule(text: string): LimitRule {
  const [name = '', number = '', ...more] = text.split('=');
  const kind = Object.keys(LIMIT_RULES).find((known) => known === name) as LimitKind | undefined;
  const value = number.trim() === '' ? Number.NaN : Number(number);
  if (kind && more.length === 0 && Number.isFinite(value) && isAllowed[kind](value)) return { kind, value };
  throw new OptionError(
    `Limit ${JSON.stringify(text)}: expected conformal=0.05, quantile=0.995, sigma=3, recall=0.98 or value=0.4; shares lie between 0 and 1.`,
  );
}
