export * from './architecture';
export * from './cost';
export * from './loss';
export * from './network';
export * from './settings';
export * from './vitadMethod';
