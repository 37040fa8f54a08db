/** The options `--engine`, `--provider` and `--no-graph-cache` of commands that run what can be compiled. */
import { type Command, Option } from 'commander';
import { PROVIDERS, type Provider } from '../compile';
import { ENGINES, type Engine, type ExecutionOptions, executionFromEnvironment } from '../engine';

export interface ExecutionFlags {
  engine?: Engine;
  provider?: Provider;
  graphCache?: boolean;
}

/** Adds the options. */
export function withExecutionFlags(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--engine <name>',
        'compiled, or eager: kernel by kernel on the backend of TensorFlow.js, which is slower (default: BORAD_ENGINE, else compiled)',
      ).choices(ENGINES),
    )
    .addOption(
      new Option(
        '--provider <name>',
        'where onnxruntime runs the compiled step and detector, as "borad doctor" lists them; docs/gpu.md (default: BORAD_PROVIDER, else cpu)',
      ).choices(PROVIDERS),
    )
    .option(
      '--no-graph-cache',
      "trace step, teacher and detector anew and keep no graphs of them in the user's cache (default: BORAD_GRAPH_CACHE, else kept)",
    );
}

/**
 * Engine and provider of a command: its options, else the environment's.
 *
 * @throws {OptionError} the environment names what there is not.
 */
export function executionFrom({ engine, provider, graphCache }: ExecutionFlags): ExecutionOptions {
  const given = executionFromEnvironment();
  return {
    engine: engine ?? given.engine,
    provider: provider ?? given.provider,
    // The option can only turn it off.
    graphCache: graphCache === false ? false : given.graphCache,
  };
}
