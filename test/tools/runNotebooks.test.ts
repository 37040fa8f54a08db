import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadTool, root } from './loadTool';

let folder: string;
// biome-ignore lint/suspicious/noExplicitAny: the tools are JavaScript
let executeNotebook: any;
// biome-ignore lint/suspicious/noExplicitAny: the tools are JavaScript
let compareOutputs: any;
beforeAll(async () => {
  ({ executeNotebook } = await loadTool('notebooks/executeNotebook.mjs'));
  ({ compareOutputs } = await loadTool('notebooks/compareOutputs.mjs'));
  folder = mkdtempSync(join(tmpdir(), 'borad-notebooks-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Notebook {
  // biome-ignore lint/suspicious/noExplicitAny: a notebook is plain JSON
  cells: { execution_count: number | null; metadata: { tags?: string[] }; outputs: any[] }[];
}

type Source = string | { source: string; tags: string[] };

/** Writes a notebook of code cells and returns its path. */
function write(name: string, sources: Source[]): string {
  const file = join(folder, `${name}.ipynb`);
  const cells = sources.map((source) => ({
    cell_type: 'code',
    execution_count: null,
    metadata: typeof source === 'string' ? {} : { tags: source.tags },
    outputs: [],
    source: typeof source === 'string' ? source : source.source,
  }));
  writeFileSync(file, JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }));
  return file;
}

async function run(name: string, sources: Source[], timeoutS = 60) {
  const file = write(name, sources);
  return executeNotebook(file, JSON.parse(readFileSync(file, 'utf8')), {
    root,
    timeoutS,
    env: { BORAD_PROFILE: 'quick' },
  });
}

function cli(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'tools/run-notebooks.mjs'), ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

const failing: { what: string; sources: Source[]; cell: number; ename: string; says: RegExp; timeoutS?: number }[] = [
  {
    what: 'rejects after its end, in the last cell',
    sources: ['1', 'void setTimeout(() => { Promise.reject(new Error("late rejection")); }, 150);'],
    cell: 2,
    ename: 'Error',
    says: /late rejection/,
  },
  {
    what: 'throws from a timer while another cell runs',
    sources: [
      'void setTimeout(() => { throw new Error("late throw"); }, 50);',
      'await new Promise((r) => setTimeout(r, 30000));',
    ],
    cell: 1,
    ename: 'Error',
    says: /late throw/,
  },
  {
    what: 'has a type error',
    sources: ['const n: number = 1;', 'const s: string = n;'],
    cell: 2,
    ename: 'TypeScriptError',
    says: /1:7 - Type 'number' is not assignable to type 'string'/,
  },
  {
    what: 'runs too long',
    sources: ['while (true) {}'],
    cell: 1,
    ename: 'Timeout',
    says: /more than 2 s/,
    timeoutS: 2,
  },
  {
    what: 'leaves a timer running',
    sources: ['void setInterval(() => {}, 100);'],
    cell: 1,
    ename: 'Timeout',
    says: /left running/,
    timeoutS: 3,
  },
  {
    what: 'awaits what never comes',
    sources: ['await new Promise(() => {})'],
    cell: 1,
    ename: 'NeverSettled',
    says: /nothing is left to settle/,
  },
  {
    what: 'ends the process with success',
    sources: ['1', 'process.exit(0)'],
    cell: 2,
    ename: 'ProcessEnded',
    says: /exit code 0/,
  },
];

describe('a notebook fails when a cell', () => {
  it.each(failing)('$what', async ({ what, sources, cell, ename, says, timeoutS }) => {
    const { failure } = await run(what.replace(/\W+/g, '-'), sources, timeoutS);
    expect(failure).toMatchObject({ cell, ename });
    expect(failure?.traceback.join('\n')).toMatch(says);
    expect(failure?.source).toBe(sources[cell - 1]);
  });
});

describe('an error that is allowed by its tag', () => {
  const errors: [source: string, ename: string, says: RegExp][] = [
    [
      'throw new RangeError("too far", { cause: new Error("inner") })',
      'RangeError',
      /too far[\s\S]*caused by Error: inner/,
    ],
    ['throw { code: 7 }', 'Thrown value', /code: 7/],
    ['await Promise.reject(new Error("refused"))', 'Error', /refused/],
    ['void Promise.reject(new Error("forgotten"))', 'Error', /nothing awaits was rejected\)\nError: forgotten/],
    [
      'const m = new Map<string, number>();\nconst n: number = m.get("a");',
      'TypeScriptError',
      /2:7 - Type 'number \| undefined'/,
    ],
    ['const = 3', 'TypeScriptError', /Variable declaration expected/],
    ['import { x } from "no-such-package"', 'TypeScriptError', /Cannot find module/],
  ];

  it('is stored with its text and without paths of the machine', async () => {
    const sources = errors.map(([source]) => ({ source, tags: ['raises-exception'] }));
    const { notebook, failure } = await run('allowed', sources);
    expect(failure).toBeNull();
    errors.forEach(([source, ename, says], i) => {
      const { outputs } = (notebook as Notebook).cells[i];
      expect(outputs, source).toHaveLength(1);
      expect(outputs[0]).toMatchObject({ output_type: 'error', ename });
      expect(outputs[0].traceback.join('\n')).toMatch(says);
      expect(outputs[0].traceback.join('\n')).not.toContain(root);
    });
  });
});

describe('a notebook that passes', () => {
  const sources: Source[] = [
    'const x = 1;\nconsole.log("out 1"); console.error("err"); console.log("out 2");',
    '',
    'x + 1',
    'function untyped(a) { return a; }\nprocess.stdout.write("\\r 10%"); process.stdout.write("\\r100%\\n"); untyped(process.env.BORAD_PROFILE)',
    'import { display, newDisplay } from "tslab";\nconst d = newDisplay(); d.text("first"); d.html("<b>second</b>");',
    { source: 'throw new Error("wanted")', tags: ['raises-exception'] },
    'void setTimeout(() => console.log("late line"), 60);',
    'await new Promise((r) => setTimeout(r, 120)); process.cwd()',
  ];

  it('has counts, ordered streams, collapsed progress, one entry a display, and output where it was caused', async () => {
    const { notebook, failure } = await run('passes', sources);
    expect(failure).toBeNull();
    const { cells } = notebook as Notebook;
    expect(cells.map((cell) => cell.execution_count)).toEqual([1, null, 2, 3, 4, 5, 6, 7]);
    const stream = (name: string, ...text: string[]) => ({ output_type: 'stream', name, text });
    expect(cells[0].outputs).toEqual([
      stream('stdout', 'out 1\n'),
      stream('stderr', 'err\n'),
      stream('stdout', 'out 2\n'),
    ]);
    expect(cells[2].outputs[0]).toMatchObject({
      output_type: 'execute_result',
      execution_count: 2,
      data: { 'text/plain': ['2'] },
    });
    expect(cells[3].outputs[0]).toEqual(stream('stdout', '100%\n'));
    expect(cells[3].outputs[1].data['text/plain']).toEqual(['quick']);
    expect(cells[4].outputs).toEqual([
      { output_type: 'display_data', data: { 'text/html': ['<b>second</b>'] }, metadata: {} },
    ]);
    expect(cells[5].outputs[0]).toMatchObject({ output_type: 'error', ename: 'Error', evalue: 'wanted' });
    expect(cells[6].outputs).toEqual([stream('stdout', 'late line\n')]);
    expect(cells[7].outputs[0].data['text/plain'][0]).toBe(root);
  });

  it('is written in place, the same twice, and checked against what is stored', () => {
    const file = write('twice', sources.slice(0, 6));
    const first = cli(file, '--profile', 'full');
    expect(first.stdout).toMatch(/1 passed, 0 failed\n$/);
    expect(first.status).toBe(0);
    const text = readFileSync(file, 'utf8');
    expect(JSON.parse(text).metadata.borad).toEqual({ profile: 'full' });
    expect(cli(file, '--profile', 'full').status).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe(text);
    const changed = text.replace('out 2', 'out 3').replace('second', 'third');
    writeFileSync(file, changed);
    const differs = cli(file, '--check');
    expect(differs.status).toBe(1);
    expect(differs.stdout).toContain('code cell 1: output 3 .text line 1: out 2 was out 3');
    expect(readFileSync(file, 'utf8')).toBe(changed);
  });
});

describe('compareOutputs', () => {
  const notebook = (value: number, tags: string[] = [], count = 1) => ({
    cells: [
      { cell_type: 'markdown', source: 'text' },
      {
        cell_type: 'code',
        execution_count: count,
        metadata: { tags },
        outputs: [
          {
            output_type: 'display_data',
            data: { 'text/html': ['<b>', 'x</b>'], 'application/json': { y: [1, value] } },
            metadata: {},
          },
        ],
      },
    ],
  });

  it('names the first number that differs', () => {
    expect(compareOutputs(notebook(2), notebook(2))).toEqual([]);
    expect(compareOutputs(notebook(2), notebook(3))).toEqual([
      'code cell 1: output 1 .data.application/json.y[1]: 3 was 2',
    ]);
  });

  it('lets cells vary that say so, but not their counts', () => {
    expect(compareOutputs(notebook(2), notebook(3, ['varies']))).toEqual([]);
    expect(compareOutputs(notebook(2, [], 4), notebook(3, ['varies']))).toEqual([
      'code cell 1: execution count 1 was 4',
    ]);
  });

  it('does not mind how lines are split', () => {
    const joined = notebook(2);
    joined.cells[1].outputs![0].data['text/html'] = '<b>x</b>' as never;
    expect(compareOutputs(joined, notebook(2))).toEqual([]);
  });
});

describe('the command', () => {
  it('keeps the file of a notebook that fails, and prints cell and traceback', () => {
    const bad = write('bad', ['throw new Error("no good")']);
    const before = readFileSync(bad, 'utf8');
    const { status, stdout } = cli(bad, write('good', ['1']));
    expect(status).toBe(1);
    expect(stdout).toContain('| throw new Error("no good")');
    expect(stdout).toContain('Error: no good');
    expect(stdout).toMatch(/1 passed, 1 failed\n$/);
    expect(readFileSync(bad, 'utf8')).toBe(before);
  });

  it('refuses wrong calls with code 2', () => {
    for (const args of [['no-such-notebook'], ['--profile', 'slow'], ['--timeout', 'x'], ['--wrong']]) {
      const { status, stderr } = cli(...args);
      expect(status).toBe(2);
      expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(2);
    }
  });
});
