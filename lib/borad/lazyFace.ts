/**
 * What the package gives who requires it: the names of `index.ts`, each loaded with its room when it is first read, so that a program pays
 * for the rooms that it uses. An import from an ES module reads all of them. Only `base` is loaded at once, since it makes
 * TensorFlow.js whole for whoever uses that beside borad.
 */
import * as base from './base';
import type * as Everything from './index';

type Face = typeof Everything;

const room = {
  backend: () => require('./backend') as typeof import('./backend'),
  compile: () => require('./compile') as typeof import('./compile'),
  config: () => require('./config') as typeof import('./config'),
  datasets: () => require('./datasets') as typeof import('./datasets'),
  deploy: () => require('./deploy') as typeof import('./deploy'),
  detection: () => require('./detection') as typeof import('./detection'),
  diagnostics: () => require('./diagnostics') as typeof import('./diagnostics'),
  display: () => require('./display') as typeof import('./display'),
  engine: () => require('./engine') as typeof import('./engine'),
  evaluation: () => require('./evaluation') as typeof import('./evaluation'),
  features: () => require('./features') as typeof import('./features'),
  layers: () => require('./layers') as typeof import('./layers'),
  methods: () => require('./methods') as typeof import('./methods'),
  'methods/borad': () => require('./methods/borad') as typeof import('./methods/borad'),
  metrics: () => require('./metrics') as typeof import('./metrics'),
  optimisation: () => require('./optimisation') as typeof import('./optimisation'),
  serving: () => require('./serving') as typeof import('./serving'),
  recording: () => require('./recording') as typeof import('./recording'),
  statistics: () => require('./statistics') as typeof import('./statistics'),
  sweeps: () => require('./sweeps') as typeof import('./sweeps'),
  teachers: () => require('./teachers') as typeof import('./teachers'),
  theory: () => require('./theory') as typeof import('./theory'),
  training: () => require('./training') as typeof import('./training'),
  verdicts: () => require('./verdicts') as typeof import('./verdicts'),
};

/** Complete and of the right types by the compiler: a name that `index.ts` exports as a value and this lacks is an error. */
const face: { readonly [Name in keyof Face]: () => Face[Name] } = {
  BackendError: () => base.BackendError,
  BoradError: () => base.BoradError,
  CancelledError: () => base.CancelledError,
  DataError: () => base.DataError,
  METHODS: () => room.methods().METHODS,
  MaskError: () => base.MaskError,
  NumericError: () => base.NumericError,
  OptionError: () => base.OptionError,
  ShapeError: () => base.ShapeError,
  VERSION: () => base.VERSION,
  base: () => base,
  checkDataset: () => room.datasets().checkDataset,
  collectCases: () => room.evaluation().collectCases,
  collectExamples: () => room.evaluation().collectExamples,
  compile: room.compile,
  computeFeatures: () => room.features().computeFeatures,
  createDetector: () => room.detection().createDetector,
  createFeatureExtractor: () => room.features().createFeatureExtractor,
  createRng: () => base.createRng,
  datasets: room.datasets,
  deploy: room.deploy,
  detection: room.detection,
  diagnostics: room.diagnostics,
  display: room.display,
  disposeModel: () => room.methods().disposeModel,
  engine: room.engine,
  evaluate: () => room.evaluation().evaluate,
  evaluation: room.evaluation,
  exampleRows: () => room.evaluation().exampleRows,
  features: room.features,
  findDatasets: () => room.datasets().findDatasets,
  folderDataset: () => room.datasets().folderDataset,
  heatmapPng: () => room.display().heatmapPng,
  isRun: () => room.training().isRun,
  layers: room.layers,
  loadDetector: () => room.detection().loadDetector,
  loadImage: () => room.datasets().loadImage,
  loadRun: () => room.training().loadRun,
  loadTeacher: () => room.teachers().loadTeacher,
  methodColour: () => room.display().methodColour,
  methodOf: () => room.methods().methodOf,
  methods: room.methods,
  metricColumns: () => room.metrics().metricColumns,
  metrics: room.metrics,
  openDataset: () => room.datasets().openDataset,
  optimisation: room.optimisation,
  overlayPng: () => room.display().overlayPng,
  parseSettings: () => room.config().parseSettings,
  planRun: () => room.training().planRun,
  prepareBackend: () => room.backend().prepareBackend,
  presetOverrides: () => room.config().presetOverrides,
  presets: () => room.config().presets,
  proceduralDataset: () => room.datasets().proceduralDataset,
  progressReporter: () => base.progressReporter,
  resolveConfig: () => room.config().resolveConfig,
  serving: room.serving,
  settings: () => room.config().settings,
  recording: room.recording,
  statistics: room.statistics,
  sweeps: room.sweeps,
  teachers: room.teachers,
  theory: room.theory,
  train: () => room.training().train,
  training: room.training,
  variants: () => room['methods/borad']().variants,
  verdicts: room.verdicts,
  withSteps: () => room.config().withSteps,
  writeMvtec: () => room.datasets().writeMvtec,
};

for (const [name, load] of Object.entries(face)) {
  Object.defineProperty(exports, name, {
    enumerable: true,
    configurable: true,
    get() {
      const value = load();
      Object.defineProperty(exports, name, { enumerable: true, value });
      return value;
    },
  });
}

// Never runs. Node finds the names for an import by name by reading this line, not by running the file.
if (face === undefined) module.exports = require('./index');
