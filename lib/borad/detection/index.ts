export * from './anomalyMap';
export * from './detector';
export * from './loadDetector';
export * from './normalScale';
export * from './normalThreshold';
export * from './publishedDetector';
export * from './resampling';
export * from './scaleFile';
