export type { FeatureCache } from './featureCache';
export { cachedSource } from './featureCache';
export * from './featureFile';
export * from './featureSet';
export * from './featureSource';
export * from './imageSetKey';
export * from './openFeatures';
export * from './teacherSource';
