export * from './featureSet';
