export * from './detectorGraph';
export * from './exportDetector';
export * from './modelCard';
export * from './openExported';
export * from './weightForms';
