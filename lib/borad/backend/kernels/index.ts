export * from './batchMatMul';
export * from './conv2dBackpropFilter';
export * from './conv2dBackpropInput';
export * from './identity';
export * from './leakyRelu';
export * from './reduce';
export * from './slice';
export * from './unsortedSegmentSum';
