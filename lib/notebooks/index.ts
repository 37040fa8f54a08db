export * from './embedding';
export * from './report';
export * from './study/claims';
export * from './study/dilemma';
export * from './study/experiments';
export * from './study/paperTables';
