export * from './cost';
export * from './denoiser';
export * from './follow';
export * from './noising';
export * from './schedule';
export * from './settings';
export * from './tokens';
