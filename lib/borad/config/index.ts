export type { ConfigOverrides, RunConfig } from '../methods';
export * from './presets';
export * from './runConfig';
