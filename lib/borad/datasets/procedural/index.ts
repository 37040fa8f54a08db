export { defectStrength } from './category';
export * from './gradedDefects';
export * from './intactTwins';
export * from './proceduralDataset';
export * from './renderSample';
