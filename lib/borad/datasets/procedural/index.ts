export { defectStrength } from './category';
export * from './intactTwins';
export * from './proceduralDataset';
export * from './renderSample';
