export * from './architecture';
export * from './cost';
export * from './guidedBlock';
export * from './inpFormerMethod';
export * from './loss';
export * from './network';
export * from './prototypes';
export * from './settings';
