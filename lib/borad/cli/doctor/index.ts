export * from './facts';
export * from './factsText';
