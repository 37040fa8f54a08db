/** What `require('borad')` loads: not what only some of its users need, and never the consumer's files. */
import { spawnSync } from 'node:child_process';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, it } from 'vitest';

const entry = resolve(__dirname, '../../lib/borad/dist/index.js');

/** Loaded with the first image, progress bar, colour map, lock, session or command. */
const LATER = [
  'sharp',
  'cli-progress',
  'd3-scale-chromatic',
  'proper-lockfile',
  'onnxruntime-node',
  'commander',
  'tinyglobby',
];

it('require("borad") loads nothing that is needed later only', () => {
  const script = `require(${JSON.stringify(entry)}); console.log(JSON.stringify(Object.keys(require.cache)));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
  expect(stderr).toBe('');
  const files = JSON.parse(stdout) as string[];
  const packages = new Set(
    files.flatMap((file) => /node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(file)?.[1] ?? []),
  );
  expect(LATER.filter((name) => packages.has(name))).toEqual([]);
  expect(packages).toContain('zod');
  const rooms = files.map((file) => relative(dirname(entry), file).split(/[\\/]/)[0]);
  expect(rooms).not.toContain('cli');
  expect(files).toContain(join(dirname(entry), 'metrics', 'index.js'));
});
