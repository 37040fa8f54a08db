export * from './architecture';
export * from './diadMethod';
export * from './guidance';
export * from './paperSize';
export * from './reconstruction';
export * from './settings';
