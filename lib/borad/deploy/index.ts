export * from './detectorGraph';
export * from './exportDetector';
export * from './modelCard';
export * from './openExported';
export { resizingText } from './resizingText';
export * from './weightForms';
