export { atFidelity } from './atFidelity';
export { channelBits, type LinearBottleneckOptions, linearBottleneck, principalAxes } from './linearBottleneck';
export {
  drawTraining,
  type LocationData,
  type LocationImages,
  type LocationSource,
  locationData,
  selectCategories,
} from './locationData';
export { type DilemmaMeasures, measureReconstruction, type ReconstructionResult } from './measureReconstruction';
export { kMeans, type PrototypeBankOptions, prototypeBank } from './prototypeBank';
export type { Rebuild, ReconstructorFamily } from './reconstructor';
export { standardErrors } from './standardErrors';
export { type CapacitySweep, curvesOf, meanCurve, type SweepOptions, sweepCapacity } from './sweepCapacity';
export { type SweepFigureOptions, sweepFigure } from './sweepFigure';
export { type SweetSpot, sweetSpot } from './sweetSpot';
export { type TrainedAutoencoderOptions, trainedAutoencoder } from './trainedAutoencoder';
