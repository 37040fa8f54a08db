export * from './architecture';
export * from './cost';
export * from './loss';
export * from './network';
export * from './rd4adMethod';
export * from './settings';
