/** What the benchmarks measure, and what the two sides say of it. */

/** A workload; what it has beside name, kind and images depends on its kind. */
export interface Workload {
  name?: string;
  kind: string;
  /** How many images one run goes through. */
  images: number;
  /** Whether PyTorch has no side of it. */
  ours?: boolean;
  widths?: readonly number[];
  maps?: readonly number[];
  prototypes?: number;
  /** Passes of the compiler that are turned off. */
  passes?: Record<string, boolean>;
  /** Prefix of onnxruntime's profile of a training step, and the step's threads. */
  profile?: string;
  threads?: number;
  /** PyTorch's memory format. */
  format?: string;
  /** Another method than BoRAD, how many phases it has, and which one is measured. */
  method?: string;
  phases?: number;
  phase?: number;
  form?: string;
  side?: number;
  paths?: number;
  channels?: number;
  states?: number;
  /** Of a coreset: points, numbers per point, points to take, and those that distances begin from. */
  points?: number;
  width?: number;
  entries?: number;
  starts?: number;
}

/** What readying a workload took. */
export interface Ready {
  readyMs: number;
  traceMs?: number;
  sessionMs?: number;
  nodes?: number;
  parameters?: number;
  format?: string;
  torch?: string;
}

/** Milliseconds of each run, and the largest memory of the process so far. */
export interface Measured {
  ms: number[];
  peakMemoryMiB: number;
}

/** A workload that is ready to run. */
export interface Run {
  run(): unknown;
  dispose(): unknown;
  /** Of a step that is profiled. */
  graph?: import('borad').compile.OnnxGraph;
  info: object;
}

/** One line of the table: a workload on all sides. */
export interface Row {
  name?: string;
  images: number;
  /** Whether PyTorch has no side of it. */
  ours?: boolean;
  compiledMs: number;
  compile: Ready;
  torchMs?: number;
  format?: string;
  torch?: string;
  eagerMs?: number;
}
