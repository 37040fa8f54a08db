/** The option `--provider` of commands that run what is compiled. */
import { type Command, Option } from 'commander';
import { PROVIDERS } from '../compile';

/** Adds the option; it has its effect before the command's own work. */
export function withProviderFlag(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--provider <name>',
        'where onnxruntime runs the compiled step and detector, as "borad doctor" lists them (docs/gpu.md)',
      ).choices(PROVIDERS),
    )
    .hook('preAction', (_, action) => {
      const { provider } = action.opts<{ provider?: string }>();
      if (provider) process.env.BORAD_PROVIDER = provider;
    });
}
