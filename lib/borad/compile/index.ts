export { type CompiledFunction, type CompileOptions, compile } from './compile';
export { CompiledGraph, type CompileStats, type Port } from './compiledGraph';
export { exportOnnx } from './exportOnnx';
export { createLoop, type Loop, type LoopOptions } from './loop';
export type { LowerOptions } from './lowerFunction';
export { PASS_NAMES, type PassName } from './passes';
export { type OfferedProvider, offeredProviders, PROVIDERS, type Provider } from './providers';
export { type DataTree, flatten, type TensorData, type TensorTree, unflatten } from './tree';
