export * from './architecture';
export * from './embedding';
export * from './hingeLoss';
export * from './network';
export * from './objective';
export * from './settings';
export * from './simplenetMethod';
