/** What a threshold does to images whose kind is known. */
import { auroc } from 'borad/metrics';
import { type Proportion, proportion } from 'borad/statistics';

export interface Scored {
  scores: number[];
  /** Whether the image of that place is defective. */
  defective: boolean[];
}

export interface Counts {
  truePositives: number;
  falsePositives: number;
  trueNegatives: number;
  falseNegatives: number;
  falseAlarms: Proportion;
  misses: Proportion;
  /** Of the alarms, those on defective images; NaN without an alarm. */
  precision: number;
  f1: number;
  auroc: number;
}

/** Counts with the rule "alarm if score >= threshold". */
export function countsAt({ scores, defective }: Scored, threshold: number): Counts {
  const count = (isDefective: boolean, isAlarm: boolean) =>
    scores.filter((score, i) => defective[i] === isDefective && score >= threshold === isAlarm).length;
  const [truePositives, falseNegatives] = [count(true, true), count(true, false)];
  const [falsePositives, trueNegatives] = [count(false, true), count(false, false)];
  return {
    ...{ truePositives, falsePositives, trueNegatives, falseNegatives },
    falseAlarms: proportion(falsePositives, falsePositives + trueNegatives),
    misses: proportion(falseNegatives, truePositives + falseNegatives),
    precision: truePositives / (truePositives + falsePositives),
    f1: (2 * truePositives) / (2 * truePositives + falsePositives + falseNegatives),
    auroc: auroc(defective, scores),
  };
}
