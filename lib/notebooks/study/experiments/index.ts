// Names of the product's rooms that the notebooks reach by the study.
export * from 'borad/recording';
export { type ComparedRun, comparisonTable, pairedTable } from 'borad/sweeps';
export * from './bootstrapDifference';
export * from './compared';
export * from './comparison';
export * from './differenceTable';
export * from './getRun';
export * from './initialShift';
export * from './keepModel';
export * from './lengths';
export * from './methodPanels';
export * from './methodRun';
export * from './openInputs';
export { runFolder } from './runFolder';
export * from './runStore';
export * from './stretchTable';
export * from './studentOutputs';
export { checkpointSteps, type TrainExperimentOptions, trainExperiment } from './trainExperiment';
