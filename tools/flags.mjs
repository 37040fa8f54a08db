/** What a maker's command is called with: `--help` prints its usage; what it does not know ends it with one sentence and exit code 2. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { asError } from './asError.mjs';

/**
 * The comment at the head of a command, which says how it is called.
 *
 * @param {string} url of its module
 */
function headOf(url) {
  const [, ...lines] = readFileSync(fileURLToPath(url), 'utf8').split('\n');
  const end = lines.findIndex((line) => !line.startsWith('//'));
  return lines
    .slice(0, end)
    .map((line) => line.replace(/^\/\/ ?/, ''))
    .join('\n');
}

/**
 * Ends the command: it was called wrongly.
 *
 * @param {string} name of the command or the variable that is at fault
 * @param {string} message one sentence
 * @returns {never}
 */
export function refuse(name, message) {
  process.stderr.write(`${name}: ${message}\n`);
  process.exit(2);
}

/**
 * As `parseArgs`, with `--help` among the options.
 *
 * @template {import('node:util').ParseArgsConfig} T
 * @param {string} url of the command's module
 * @param {T} config
 * @param {string} [usage] Default: the comment at the head of the module.
 */
export function readFlags(url, config, usage = headOf(url)) {
  const [, name] = /npm run ([\w-]+(?::[\w-]+)*)/.exec(usage) ?? [undefined, basename(fileURLToPath(url), '.mjs')];
  try {
    const { values, positionals } = parseArgs({ ...config, options: { ...config.options, help: { type: 'boolean' } } });
    if (/** @type {{ help?: boolean }} */ (values).help) {
      console.log(usage);
      process.exit(0);
    }
    return /** @type {ReturnType<typeof parseArgs<T>>} */ (/** @type {unknown} */ ({ values, positionals }));
  } catch (error) {
    const [sentence] = asError(error).message.split(/\.\s/);
    return refuse(name, `${sentence.replace(/\.$/, '')}; --help says how it is called.`);
  }
}
