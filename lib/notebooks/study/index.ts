export * from './ablations';
export * from './claims';
export * from './dilemma';
export * from './experiments';
export * from './limitations';
export * from './measures';
export * from './paperTables';
export * from './rivals';
