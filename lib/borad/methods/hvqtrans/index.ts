export * from './architecture';
export * from './codebook';
export * from './cost';
export * from './hvqTransMethod';
export * from './loss';
export * from './network';
export * from './settings';
export * from './start';
