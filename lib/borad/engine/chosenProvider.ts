/** Which of onnxruntime's execution providers runs what is compiled. */
import { OptionError } from '../base';
import { PROVIDERS, type Provider } from '../compile';

/**
 * The provider that BORAD_PROVIDER names; `cpu` without it.
 *
 * @throws {OptionError} there is no provider of that name.
 */
export function chosenProvider(): Provider {
  const wanted = process.env.BORAD_PROVIDER || 'cpu';
  if (!(PROVIDERS as readonly string[]).includes(wanted)) {
    throw new OptionError(`BORAD_PROVIDER: expected ${PROVIDERS.join(' or ')}, got ${JSON.stringify(wanted)}.`);
  }
  return wanted as Provider;
}
