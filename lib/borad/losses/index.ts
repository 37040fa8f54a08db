export * from './globalLoss';
export * from './reconstructionLoss';
export * from './spatialLoss';
