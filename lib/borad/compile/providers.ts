/** onnxruntime's execution providers: what runs a compiled graph. */
import { BackendError } from '../base/errors';
import type { OrtModule } from '../base/onnxRuntime';

/**
 * The providers that a session can be asked for. Which of them there are depends on platform and build: `offeredProviders`.
 * `webgpu` uses a graphics card of any maker, `dml` DirectML on Windows, `coreml` macOS.
 */
export const PROVIDERS = ['cpu', 'cuda', 'webgpu', 'dml', 'coreml'] as const;

export type Provider = (typeof PROVIDERS)[number];

/** One provider that the installed onnxruntime lists. */
export interface OfferedProvider {
  name: Provider;
  /** False where it needs libraries that do not come with onnxruntime. */
  bundled: boolean;
}

const isProvider = (name: string): name is Provider => (PROVIDERS as readonly string[]).includes(name);

/** What the installed onnxruntime lists, of the providers that a session can be asked for; `cpu` at least. */
export function offeredProviders(ort: Pick<OrtModule, 'listSupportedBackends'>): OfferedProvider[] {
  const listed = ort.listSupportedBackends?.() ?? [{ name: 'cpu', bundled: true }];
  return listed.flatMap(({ name, bundled }) => (isProvider(name) ? [{ name, bundled }] : []));
}

/**
 * Checks that the installed onnxruntime lists a provider.
 *
 * @throws {BackendError} it does not; the message lists those that it does.
 */
export function requireProvider(provider: string, ort: Pick<OrtModule, 'listSupportedBackends'>): void {
  const offered = offeredProviders(ort);
  if (offered.some(({ name }) => name === provider)) return;
  const names = offered.map(({ name, bundled }) => (bundled ? name : `${name} (with libraries of its own)`));
  throw new BackendError(
    `Compile: onnxruntime has no provider ${provider} on ${process.platform} ${process.arch}. It offers ${names.join(', ')}; "borad doctor" tries each.`,
  );
}
