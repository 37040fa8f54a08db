export * from './anomalyMap';
export * from './detector';
export * from './resampling';
