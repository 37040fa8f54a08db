/** What runs heavy functions: compiled for onnxruntime by default, kernel by kernel (`eager`) where that cannot be or is asked for. */
import { environment, OptionError } from '../base';
import { PROVIDERS, type Provider } from '../compile';

export const ENGINES = ['compiled', 'eager'] as const;

export type Engine = (typeof ENGINES)[number];

export interface Execution {
  engine: Engine;
  /** Where onnxruntime runs what is compiled. What is run eagerly runs on TensorFlow.js's backend instead. */
  provider: Provider;
  /**
   * Whether graphs are kept in the user's cache folder for later processes. Default true for training steps, teachers and detectors of
   * run folders, and false for detectors of weights that are handed over.
   */
  graphCache?: boolean;
}

/** An engine and a provider as arguments: `compiled` and `cpu` where nothing is said. */
export type ExecutionOptions = Partial<Execution>;

function requireOneOf(what: string, known: readonly string[], found: string): void {
  if (!known.includes(found))
    throw new OptionError(`${what}: expected ${known.join(' or ')}, got ${JSON.stringify(found)}.`);
}

/**
 * The whole choice. Other properties of the options are left alone.
 *
 * @throws {OptionError} there is no engine or provider of that name.
 */
export function executionOf({ engine = 'compiled', provider = 'cpu', graphCache }: ExecutionOptions = {}): Execution {
  requireOneOf('engine', ENGINES, engine);
  requireOneOf('provider', PROVIDERS, provider);
  return { engine, provider, ...(graphCache === undefined ? {} : { graphCache }) };
}

/**
 * What the user's environment asks for, BORAD_ENGINE, BORAD_PROVIDER and BORAD_GRAPH_CACHE: for command line and notebooks, which hand it on as
 * arguments.
 *
 * @throws {OptionError} there is no engine or provider of that name.
 */
export function executionFromEnvironment(): ExecutionOptions {
  const { BORAD_ENGINE: engine, BORAD_PROVIDER: provider, BORAD_GRAPH_CACHE: graphCache } = environment();
  if (engine) requireOneOf('BORAD_ENGINE', ENGINES, engine);
  if (provider) requireOneOf('BORAD_PROVIDER', PROVIDERS, provider);
  if (graphCache) requireOneOf('BORAD_GRAPH_CACHE', ['on', 'off'], graphCache);
  return {
    ...(engine ? { engine: engine as Engine } : {}),
    ...(provider ? { provider: provider as Provider } : {}),
    ...(graphCache ? { graphCache: graphCache === 'on' } : {}),
  };
}
