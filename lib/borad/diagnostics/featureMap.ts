import { NumericError, ShapeError } from '../base';

/** The features of a batch at one scale, NHWC float32. */
export interface FeatureMap {
  data: Float32Array;
  /** [batch, height, width, channels]. */
  shape: readonly number[];
}

/** Binary masks of a batch; above 0 means anomalous. */
export interface MaskStack {
  data: ArrayLike<number>;
  /** [batch, height, width], usually the size of the input image. */
  shape: readonly number[];
}

/** Throws {ShapeError} unless the data fit the shape and the shape has `rank` dimensions, none of them 0. */
export function checkStack(stack: FeatureMap | MaskStack, rank: number, what: string): void {
  const values = stack.shape.reduce((product, size) => product * size, 1);
  if (stack.shape.length !== rank || !(values > 0) || stack.data.length !== values) {
    throw new ShapeError(
      `${what}: expected a shape of ${rank} dimensions with as many values, ` +
        `got [${stack.shape}] with ${stack.data.length} values.`,
    );
  }
}

const MIN_NORM = 1e-8;

/**
 * CopySim (eq. 41): the cosine of teacher and student features at each location, norms clamped at 1e-8.
 *
 * @returns batch * height * width values from -1 to 1.
 * @throws {ShapeError} the shapes differ. @throws {NumericError} a feature is not finite.
 */
export function copySimMap(teacher: FeatureMap, student: FeatureMap): Float64Array {
  checkStack(teacher, 4, 'copySimMap: teacher');
  checkStack(student, 4, 'copySimMap: student');
  if (String(teacher.shape) !== String(student.shape)) {
    throw new ShapeError(`copySimMap: teacher [${teacher.shape}] and student [${student.shape}] must have one shape.`);
  }
  const channels = teacher.shape[3];
  const cosines = new Float64Array(teacher.data.length / channels);
  for (let location = 0; location < cosines.length; location++) {
    let dot = 0;
    let teacherSquare = 0;
    let studentSquare = 0;
    for (let i = location * channels; i < (location + 1) * channels; i++) {
      const t = teacher.data[i];
      const s = student.data[i];
      dot += t * s;
      teacherSquare += t * t;
      studentSquare += s * s;
    }
    const norms = Math.max(Math.sqrt(teacherSquare), MIN_NORM) * Math.max(Math.sqrt(studentSquare), MIN_NORM);
    cosines[location] = dot / norms;
    if (!Number.isFinite(cosines[location])) {
      throw new NumericError(
        `copySimMap: the cosine at location ${location} is ${cosines[location]}; a feature is not finite. Check the model.`,
      );
    }
  }
  return cosines;
}
