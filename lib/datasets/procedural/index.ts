export { defectStrength } from './category';
export * from './proceduralDataset';
export * from './renderSample';
