export * from './adam';
export * from './schedules';
export * from './warmup';
