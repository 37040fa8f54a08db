export * from './chosenEngine';
export * from './chosenProvider';
export * from './runEagerly';
export * from './runner';
