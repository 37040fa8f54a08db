export * from './execution';
export * from './runEagerly';
export * from './runner';
