export * from './embedding';
export * from './hingeLoss';
export * from './network';
export * from './objective';
