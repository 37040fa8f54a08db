export * from './adam';
export * from './clipGradients';
export * from './schedules';
export * from './stableAdamW';
export * from './warmup';
export * from './warmupCosine';
