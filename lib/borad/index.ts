/**
 * The face of the package: what someone who trains, measures and uses a detector calls. Everything else is reached by its
 * room, as a namespace (`borad.metrics.aupro`) or by its own path (`borad/metrics`).
 */

export { prepareBackend } from './backend';
export * as base from './base';
export {
  BackendError,
  BoradError,
  CancelledError,
  createRng,
  DataError,
  MaskError,
  NumericError,
  OptionError,
  type ProgressReporter,
  progressReporter,
  type Rng,
  ShapeError,
  VERSION,
} from './base';
export * as compile from './compile';
export {
  type ConfigOverrides,
  parseSettings,
  presetOverrides,
  presets,
  type RunConfig,
  resolveConfig,
  settings,
  withSteps,
} from './config';
export * as datasets from './datasets';
export {
  checkDataset,
  type Dataset,
  type DatasetCheck,
  type DecodedSample,
  findDatasets,
  folderDataset,
  loadImage,
  openDataset,
  proceduralDataset,
  type Sample,
  writeMvtec,
} from './datasets';
export * as deploy from './deploy';
export * as detection from './detection';
export { createDetector, type Detections, type Detector, loadDetector } from './detection';
export * as diagnostics from './diagnostics';
export * as display from './display';
export { heatmapPng, methodColour, overlayPng } from './display';
export * as engine from './engine';
export * as evaluation from './evaluation';
export { collectCases, collectExamples, type Evaluation, evaluate, exampleRows } from './evaluation';
export * as features from './features';
export { computeFeatures, createFeatureExtractor, type FeatureSet } from './features';
export * as layers from './layers';
export * as methods from './methods';
export { disposeModel, METHODS, type Method, methodOf } from './methods';
export { variants } from './methods/borad';
export * as metrics from './metrics';
export { type CategoryMetrics, metricColumns } from './metrics';
export * as optimisation from './optimisation';
export * as recording from './recording';
export * as serving from './serving';
export * as statistics from './statistics';
export * as sweeps from './sweeps';
export * as teachers from './teachers';
export { loadTeacher, type Teacher } from './teachers';
export * as theory from './theory';
export * as training from './training';
export { isRun, loadRun, planRun, type RunRecord, type TrainedModel, train } from './training';
export * as verdicts from './verdicts';
