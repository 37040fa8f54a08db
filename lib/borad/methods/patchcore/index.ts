export * from './coreset';
export * from './embedding';
export * from './nearest';
export * from './neighbours';
export * from './projection';
export * from './reweightedScore';
