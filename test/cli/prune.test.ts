/** What `borad prune` would remove. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { otherBinaries, unusedFiles } from '../../lib/borad/cli/prune/unusedFiles';

const folder = mkdtempSync(join(tmpdir(), 'borad-prune-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(...files: string[]): void {
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), 'x');
  }
}

describe('files that nothing here can load', () => {
  it('are the binaries of other platforms and architectures', () => {
    put(
      'bin/napi-v6/linux/x64/onnxruntime_binding.node',
      'bin/napi-v6/linux/arm64/onnxruntime_binding.node',
      'bin/napi-v6/darwin/x64/onnxruntime_binding.node',
    );
    expect(
      otherBinaries(folder, 'linux', 'x64')
        .map((file) => relative(folder, file).replaceAll('\\', '/'))
        .sort(),
    ).toEqual(['bin/napi-v6/darwin/x64/onnxruntime_binding.node', 'bin/napi-v6/linux/arm64/onnxruntime_binding.node']);
  });

  it('are none where the package has no binary for this platform, nor where it has none at all', () => {
    put('bin/napi-v6/linux/x64/onnxruntime_binding.node');
    expect(otherBinaries(folder, 'darwin', 'x64')).toEqual([]);
    expect(otherBinaries(join(folder, 'empty'), 'linux', 'x64')).toEqual([]);
  });

  it('never are what Node loads', () => {
    const loaded = ['@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-cpu', '@tensorflow/tfjs-backend-wasm'].map(
      (name) => require.resolve(name),
    );
    const unused = unusedFiles().flatMap(({ files }) => files);
    expect(unused.filter((file) => loaded.includes(file) || file.endsWith('.wasm'))).toEqual([]);
  });
});
