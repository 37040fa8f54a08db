export * from './losses';
export * from './masking';
export * from './network';
export * from './omiadMethod';
export * from './settings';
export * from './stages';
