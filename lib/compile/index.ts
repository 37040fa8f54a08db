export { CompiledFunction, type CompileOptions, type CompileStats, compile, type Port } from './compile';
export { exportOnnx } from './exportOnnx';
export { createLoop, type Loop, type LoopOptions } from './loop';
export { PASS_NAMES, type PassName } from './passes';
export type { DataTree, TensorData, TensorTree } from './tree';
