export * from './limitFor';
export * from './limitRule';
export * from './limitsFile';
export * from './price';
export * from './products';
export * from './regions';
export * from './runLimits';
export * from './verdict';
