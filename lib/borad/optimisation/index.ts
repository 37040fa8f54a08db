export * from './adam';
export * from './clipGradients';
export * from './schedules';
export * from './warmup';
