import './tensorflow';

export * from './cacheFolder';
export * from './diskErrors';
export * from './environment';
export * from './errors';
export * from './fileLock';
export * from './files';
export * from './finite';
export * from './folderLock';
export * from './halfPrecision';
export * from './normals';
export * from './numberTypes';
export * from './progress';
export * from './random';
export * from './regularFile';
export * from './safetensors';
export * from './sha256';
export * from './version';
