/** What `require('borad')` loads: not what only some of its users need, and never the consumer's files. */
import { spawnSync } from 'node:child_process';
import { join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';

const folder = resolve(__dirname, '../../lib/borad');
const { main } = require(join(folder, 'package.json')) as { main: string };

/** Loaded with the first image, list, weights, progress bar, colour map, lock, session, backend or command. */
const LATER = [
  '@tensorflow/tfjs-backend-wasm',
  'bmp-ts',
  'cli-progress',
  'commander',
  'csv-parse',
  'd3-scale-chromatic',
  'fflate',
  'flatbuffers',
  'onnxruntime-node',
  'proper-lockfile',
  'sharp',
  'tinyglobby',
];

/** What a script of CommonJS, in a process of its own, hands to `say`. */
function saidBy(script: string): unknown[] {
  const whole = `const say = (value) => console.log(JSON.stringify(value)); ${script}`;
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', whole], { encoding: 'utf8' });
  expect(stderr).toBe('');
  const lines = stdout.trim().split('\n');
  return lines.map((line) => JSON.parse(line));
}

const requireOf = (...parts: string[]) => `require(${JSON.stringify(join(folder, ...parts))})`;

/** The packages, and the rooms of borad, of which files were loaded when a script had run its steps, one after the other. */
function loadedAfter(...steps: string[]): { packages: string[]; rooms: string[] }[] {
  const script = steps.map((step) => `${step}; say(Object.keys(require.cache));`).join('\n');
  return (saidBy(script) as string[][]).map((files) => {
    const packages = files.flatMap((file) => /node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(file)?.[1] ?? []);
    const own = files.map((file) => relative(join(folder, 'dist'), file).split(/[\\/]/));
    const rooms = own.flatMap(([room, ...rest]) => (room !== undefined && room !== '..' && rest.length ? [room] : []));
    return { packages: [...new Set(packages)].sort(), rooms: [...new Set(rooms)].sort() };
  });
}

it("require('borad') loads a room when a name of it is read", () => {
  const face = requireOf(main);
  const [first, metrics, train] = loadedAfter(face, `${face}.metrics`, `${face}.train`);
  // It makes TensorFlow.js whole.
  expect(first?.rooms).toEqual(['base']);
  expect(first?.packages).toEqual(['@tensorflow/tfjs-backend-cpu', '@tensorflow/tfjs-core', 'pure-rand', 'seedrandom']);
  expect(metrics?.rooms).toEqual(['base', 'metrics', 'statistics']);
  expect(train?.rooms).toContain('methods');
  expect(train?.rooms).not.toContain('theory');
  expect(train?.packages).toContain('zod');
  expect(train?.packages.filter((name) => [...LATER, 'ml-matrix'].includes(name))).toEqual([]);
});

it('neither all rooms nor the command load what is needed later only', () => {
  const [rooms, command] = loadedAfter(requireOf('dist', 'index.js'), requireOf('dist', 'cli', 'main.js'));
  expect(rooms?.rooms).toContain('theory');
  expect(rooms?.rooms).not.toContain('cli');
  expect(rooms?.packages.filter((name) => LATER.includes(name))).toEqual([]);
  expect(command?.rooms).toContain('cli');
  const parsing = ['commander', 'tinyglobby'];
  expect(command?.packages.filter((name) => LATER.includes(name) && !parsing.includes(name))).toEqual([]);
});

it('the command loads the rooms of what is called, and none to show its help', () => {
  const [help] = loadedAfter(requireOf('dist', 'cli', 'main.js'));
  expect(help?.rooms).toEqual(['base', 'cli']);
});

it('require and import give the names of index.ts', () => {
  const file = JSON.stringify(pathToFileURL(join(folder, main)).href);
  const [eager, lazy, imported] = saidBy(
    `say(Object.keys(${requireOf('dist', 'index.js')})); say(Object.keys(${requireOf(main)}));
    import(${file}).then((all) => say(Object.keys(all)));`,
  ) as string[][];
  expect(lazy?.sort()).toEqual(eager?.sort());
  expect(imported).toEqual(expect.arrayContaining(['train', ...(eager ?? [])]));
});
