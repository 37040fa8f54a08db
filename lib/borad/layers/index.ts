export * from './bottleneck';
export * from './convolution';
export * from './cosine';
export * from './initialise';
export * from './measuredWork';
export * from './moduleCost';
export * from './normalisation';
export * from './tensors';
