/** What happens where something cannot be compiled. */
import { BackendError } from '../base';
import type { Provider } from '../compile';

let reported = false;

/**
 * Lets a compilation fail that was only a way to be faster, and says so once. Whoever asked for a provider gets the error
 * instead: a graphics card that is not used must not pass unnoticed.
 *
 * @throws whatever is not a {BackendError}, and everything where the provider is another than the CPU.
 */
export function runEagerlyAfter(error: unknown, provider: Provider): void {
  if (!(error instanceof BackendError) || provider !== 'cpu') throw error;
  if (!reported) process.stderr.write(`Running eagerly, which is slower: ${error.message}\n`);
  reported = true;
}
