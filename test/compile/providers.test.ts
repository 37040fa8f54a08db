import { describe, expect, it } from 'vitest';
import { BackendError } from '../../lib/borad/base';
import { offeredProviders } from '../../lib/borad/compile';
import { requireProvider } from '../../lib/borad/compile/providers';

const build = (...names: string[]) => ({
  listSupportedBackends: () => names.map((name) => ({ name, bundled: name !== 'cuda' })),
});

describe('providers of the installed onnxruntime', () => {
  it('are those of its list that a session can be asked for', () => {
    expect(offeredProviders(build('cpu', 'webgpu', 'cuda', 'tensorrt'))).toEqual([
      { name: 'cpu', bundled: true },
      { name: 'webgpu', bundled: true },
      { name: 'cuda', bundled: false },
    ]);
    expect(offeredProviders(build('cpu', 'dml', 'webgpu')).map(({ name }) => name)).toEqual(['cpu', 'dml', 'webgpu']);
  });

  it('are the CPU alone where a build has no list', () => {
    expect(offeredProviders({})).toEqual([{ name: 'cpu', bundled: true }]);
  });

  it('are named where one is asked for that is not among them', () => {
    expect(() => requireProvider('coreml', build('cpu', 'coreml'))).not.toThrow();
    expect(() => requireProvider('dml', build('cpu', 'coreml', 'cuda'))).toThrow(BackendError);
    expect(() => requireProvider('dml', build('cpu', 'coreml', 'cuda'))).toThrow(
      /no provider dml .*offers cpu, coreml, cuda \(with libraries of its own\)/,
    );
  });
});
