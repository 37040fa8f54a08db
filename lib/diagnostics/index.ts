export * from './categoryNearness';
export { categorySilhouette } from './categorySilhouette';
export { copySimMap, type FeatureMap, type MaskStack } from './featureMap';
export { channelMap, channelsByVariance, pooledRows, standardiser } from './featureRows';
export * from './featureStatistics';
export { type Leakage, leakage } from './leakage';
export { resizeMaskNearest } from './resizeMaskNearest';
export { type SampledPixelApOptions, sampledPixelAp } from './sampledPixelAp';
export { type Separation, separation } from './separation';
