export * from './architecture';
export * from './blend';
export * from './losses';
export * from './products';
export * from './segmentation';
export * from './student';
