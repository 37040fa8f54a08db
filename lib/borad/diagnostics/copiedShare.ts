/** How much of what a defect changes in the teacher is repeated by the student. */
import { NumericError, OptionError, type Rng } from '../base';
import { bootstrapInterval, type ValueInterval } from '../statistics';
import type { ChannelActivations } from './channelActivations';

/**
 * By image of {@link ChannelActivations}. A deviation is an activation minus the intact one: t of the teacher, s of the
 * student.
 */
export interface ImageCopying {
  /** Cosine over channels of the student's activations with the teacher's at the defect: high also where nothing is copied. */
  cosine: number[];
  /** Cosine of the student's activations at the defect with the teacher's on the intact image: high where it is restored. */
  restored: number[];
  /** Cosine of s and t: whether the deviations point the same way; 0 where one of them vanishes. */
  deviationCosine: number[];
  /** <s, t>. */
  repeated: number[];
  /** |t|^2. */
  teacherDeviation: number[];
  /** |s|^2. */
  studentDeviation: number[];
}

type Row = (channel: number) => number;

function dot(channels: number, a: Row, b: Row): number {
  let sum = 0;
  for (let c = 0; c < channels; c++) sum += a(c) * b(c);
  return sum;
}

function cosine(channels: number, a: Row, b: Row): number {
  const squares = dot(channels, a, a) * dot(channels, b, b);
  return dot(channels, a, b) / Math.max(Math.sqrt(squares), 1e-12);
}

/** What the student repeats, image by image. */
export function imageCopying(activations: ChannelActivations): ImageCopying {
  const { images, channels, teacher, student, teacherIntact, studentIntact } = activations;
  const result: ImageCopying = {
    cosine: [],
    restored: [],
    deviationCosine: [],
    repeated: [],
    teacherDeviation: [],
    studentDeviation: [],
  };
  for (let image = 0; image < images.length; image++) {
    const of =
      (rows: Float64Array): Row =>
      (c) =>
        rows[image * channels + c];
    const t: Row = (c) => of(teacher)(c) - of(teacherIntact)(c);
    const s: Row = (c) => of(student)(c) - of(studentIntact)(c);
    result.cosine.push(cosine(channels, of(student), of(teacher)));
    result.restored.push(cosine(channels, of(student), of(teacherIntact)));
    result.deviationCosine.push(cosine(channels, s, t));
    result.repeated.push(dot(channels, s, t));
    result.teacherDeviation.push(dot(channels, t, t));
    result.studentDeviation.push(dot(channels, s, s));
  }
  return result;
}

/**
 * A ratio of sums over images with a 95% interval from resampled images.
 *
 * With `repeated` over `teacherDeviation` of {@link imageCopying} it is the **copied share**: the slope of the student's
 * deviations over the teacher's. 1: the defect is repeated in full; 0: nothing of it. Images that deviate more weigh more.
 * With the difference of two students' `repeated` it is the difference of their shares, paired by image.
 *
 * @throws {OptionError} the lists differ in length or are empty. @throws {NumericError} the denominators sum to 0.
 */
export function ratioOfSums(numerators: readonly number[], denominators: readonly number[], rng: Rng): ValueInterval {
  const n = numerators.length;
  if (n === 0 || denominators.length !== n) {
    throw new OptionError(`ratioOfSums: got ${n} numerators and ${denominators.length} denominators, expected pairs.`);
  }
  const of = (pick: (i: number) => number): number => {
    let [above, below] = [0, 0];
    for (let i = 0; i < n; i++) {
      const image = pick(i);
      above += numerators[image];
      below += denominators[image];
    }
    return below > 0 ? above / below : Number.NaN;
  };
  const value = of((i) => i);
  if (!Number.isFinite(value)) throw new NumericError('ratioOfSums: the denominators sum to 0, no image deviates.');
  return { value, ...bootstrapInterval(() => of(() => rng.int(n))) };
}
