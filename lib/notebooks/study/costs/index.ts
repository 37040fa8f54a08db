export * from './growth';
export * from './stepRuns';
