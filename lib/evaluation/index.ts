export * from './evaluate';
export * from './examples';
