export * from './comparison';
export * from './evaluate';
export * from './examples';
export * from './extremeCases';
export * from './measureScale';
