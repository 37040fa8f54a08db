export * from './presets';
export * from './runConfig';
export * from './schema';
