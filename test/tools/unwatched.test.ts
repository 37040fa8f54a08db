import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from './loadTool';

it("the kernel's compiler watches nothing: a watcher would keep the process from ending", () => {
  const script = `const { createRequire } = require('node:module');
    const ts = createRequire(require.resolve('tslab'))('@tslab/typescript-for-tslab');
    ts.sys.watchFile('package.json', () => {}).close();
    ts.sys.watchFile('package.json', () => {});
    ts.sys.watchDirectory('tools', () => {}, true);
    console.log('watched');`;
  const preload = join(root, 'tools', 'notebooks', 'unwatched.cjs');
  const { stdout, stderr, signal } = spawnSync(process.execPath, ['--require', preload, '-e', script], {
    cwd: root,
    encoding: 'utf8',
    timeout: 300_000,
  });
  expect(stderr).toBe('');
  expect(stdout).toBe('watched\n');
  expect(signal).toBeNull();
});
