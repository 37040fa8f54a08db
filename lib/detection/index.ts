export * from './anomalyMap';
export * from './detector';
export * from './normalThreshold';
export * from './resampling';
