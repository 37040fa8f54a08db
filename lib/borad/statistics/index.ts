export { type BootstrapOptions, bootstrapInterval, type ValueInterval } from './bootstrapInterval';
export { equivalenceP, visibleEffect } from './equivalence';
export { holm } from './holm';
export { type MeanAndDeviation, mean, meanAndDeviation } from './mean';
export { type IntervalKind, type MeanInterval, meanInterval } from './meanInterval';
export { median } from './median';
export { type PairedDifference, pairedDifference, type Verdict } from './pairedDifference';
export { studentQuantile, studentTwoSided, studentUpper } from './studentT';
