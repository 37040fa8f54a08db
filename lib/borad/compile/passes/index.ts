export * from './commonSubexpressions';
export * from './constantFolding';
export * from './deadNodes';
export * from './normalisation';
export * from './packState';
export * from './runPasses';
export * from './simplify';
