export * from './clusterFigure';
export * from './clusterLabels';
export * from './embeddingQuality';
export * from './principalComponents';
export * from './tsne';
