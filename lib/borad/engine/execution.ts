/** What runs heavy functions: compiled for onnxruntime by default, kernel by kernel (`eager`) where that cannot be or is asked for. */
import { environment, OptionError } from '../base';
import { PROVIDERS, type Provider } from '../compile';

export const ENGINES = ['compiled', 'eager'] as const;

export type Engine = (typeof ENGINES)[number];

export interface Execution {
  engine: Engine;
  /** Where onnxruntime runs what is compiled. What is run eagerly runs on TensorFlow.js's backend instead. */
  provider: Provider;
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
export function executionOf({ engine = 'compiled', provider = 'cpu' }: ExecutionOptions = {}): Execution {
  requireOneOf('engine', ENGINES, engine);
  requireOneOf('provider', PROVIDERS, provider);
  return { engine, provider };
}

/**
 * What the user's environment asks for, BORAD_ENGINE and BORAD_PROVIDER: for command line and notebooks, which hand it on as
 * arguments.
 *
 * @throws {OptionError} there is no engine or provider of that name.
 */
export function executionFromEnvironment(): ExecutionOptions {
  const { BORAD_ENGINE: engine, BORAD_PROVIDER: provider } = environment();
  if (engine) requireOneOf('BORAD_ENGINE', ENGINES, engine);
  if (provider) requireOneOf('BORAD_PROVIDER', PROVIDERS, provider);
  return {
    ...(engine ? { engine: engine as Engine } : {}),
    ...(provider ? { provider: provider as Provider } : {}),
  };
}
