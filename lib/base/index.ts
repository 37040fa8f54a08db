export * from './errors';
export * from './fileLock';
export * from './files';
export * from './progress';
export * from './projectFolder';
export * from './random';
export * from './safetensors';
export * from './version';
