export * from './architecture';
export * from './borad';
export * from './decoder';
export * from './fusion';
export * from './parts';
export * from './projector';
export * from './prototypes';
