export * from './collectSweep';
export * from './comparisonTables';
export * from './job';
export * from './runJob';
export * from './study';
export { openSweep, type PlanSweepOptions, planSweep, resultOf, type Sweep } from './sweepFolder';
export * from './sweepStatus';
