export * from './evaluate';
export * from './examples';
export * from './extremeCases';
export { isUnknown } from './means';
export * from './measureScale';
export { type Protocol, protocolOf } from './protocol';
export * from './rankCategories';
export * from './requireWhole';
