export * from './cachedFeatures';
export * from './compactJson';
export * from './methodRun';
export * from './methodVersion';
export * from './openInputs';
export * from './runSpec';
export * from './trainMethod';
