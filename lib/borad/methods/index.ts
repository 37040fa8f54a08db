export * as borad from './borad';
export { squareSide } from './dividedSize';
export { foldMaps } from './foldedMaps';
export * from './inputs';
export * from './method';
export * from './registry';
export * from './rows';
export * from './runConfig';
export * from './state';
