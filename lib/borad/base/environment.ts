/**
 * The environment variables that the package knows, read here and nowhere else. Command line and notebooks take them for their
 * users; a library function takes arguments, and asks here only for what it does when told nothing: a folder, a backend, a way of
 * showing progress.
 */

/** Each variable with what it sets. */
export const VARIABLES = {
  BORAD_BACKEND: "TensorFlow.js's backend",
  BORAD_ENGINE: 'the engine: compiled or eager',
  BORAD_PROVIDER: 'where onnxruntime runs what is compiled',
  BORAD_CACHE: 'the folder of downloads, cached features and graphs',
  BORAD_GRAPH_CACHE: 'whether graphs of training steps are kept there: on or off',
  BORAD_DATA: 'the folder in which image sets are looked for',
  BORAD_OUTPUT: 'the folder for what notebooks write: figures, tables, claims, runs of their own',
  BORAD_DRAWN: 'a folder of figures, whose pictures serve for figures of the same numbers',
  BORAD_PROFILE: 'how much notebooks compute: quick or full',
  BORAD_PROGRESS: 'how progress is shown: terminal, lines, notebook or silent',
  BORAD_DEBUG: '1 shows where an error came from',
  XDG_CACHE_HOME: "the system's folder of caches",
  LOCALAPPDATA: 'the same on Windows',
} as const;

export type VariableName = keyof typeof VARIABLES;

export type Environment = { [name in VariableName]?: string };

/** The variables that are set to something. */
export function environment(): Environment {
  const names = Object.keys(VARIABLES) as VariableName[];
  return Object.fromEntries(names.map((name) => [name, process.env[name]]).filter(([, value]) => value));
}

/**
 * Keeps onnxruntime from sending telemetry, in this process and in those that it starts from now on. Without it, its first
 * session writes a device id and a database to the user's cache folder and looks up its publisher's host. Call it before it
 * is loaded. In a worker thread Node's environment is only a copy: there, who starts the process has to set the variable.
 */
export function withoutTelemetry(): void {
  process.env.ORT_DISABLE_TELEMETRY = '1';
}
