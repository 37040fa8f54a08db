import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { there } from '../there';
import { loadTool, root } from './loadTool';

let folder: string;
// biome-ignore lint/suspicious/noExplicitAny: the tools are JavaScript
let executeNotebook: any;
// biome-ignore lint/suspicious/noExplicitAny: the tools are JavaScript
let compareOutputs: any;
beforeAll(async () => {
  ({ executeNotebook } = await loadTool('notebooks/executeNotebook.mjs'));
  ({ compareOutputs } = await loadTool('notebooks/compareOutputs.mjs'));
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'borad-notebooks-')));
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
    env: { ...process.env, BORAD_OUTPUT: join(folder, 'readers') },
  });
  return { status, stdout, stderr };
}

/** A cell that starts a worker thread with this code. */
const worker = (code: string) =>
  `import { Worker } from "node:worker_threads";\nconst w = new Worker(${JSON.stringify(code)}, { eval: true });`;

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
    what: 'starts a worker thread that throws after the end',
    sources: [worker("setTimeout(() => { throw new Error('thrown by a thread'); }, 300)")],
    cell: 1,
    ename: 'Error',
    says: /worker thread\)\nError: thrown by a thread/,
  },
  {
    what: 'awaits a worker thread that rejects',
    sources: [
      `${worker("Promise.reject(new Error('rejected by a thread'))")} await new Promise((r) => w.on("exit", r));`,
    ],
    cell: 1,
    ename: 'Error',
    says: /rejected by a thread/,
  },
  {
    what: 'starts a worker thread without end',
    sources: [worker('for (;;) {}')],
    cell: 1,
    ename: 'Timeout',
    says: /left running/,
    timeoutS: 4,
  },
  {
    what: 'leaves a program that holds its output open, and ends the process',
    sources: [
      'import { spawn } from "node:child_process";\nspawn("sleep", ["900"], { stdio: "inherit" }); process.exit(3);',
    ],
    cell: 1,
    ename: 'ProcessEnded',
    says: /exit code 3/,
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
    ['const m = "a";\nconst n: number = m;', 'TypeScriptError', /2:7 - Type 'string' is not assignable/],
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
    expect(cells[7].outputs[0].data['text/plain'][0]).toBe(folder);
  });

  it('is written in place, the same twice, and checked against what is stored', () => {
    const file = write('twice', sources.slice(0, 6));
    const first = cli(file, '--record', '--profile', 'full');
    expect(first.stdout).toMatch(/1 passed, 0 failed\n$/);
    expect(first.status).toBe(0);
    const text = readFileSync(file, 'utf8');
    expect(JSON.parse(text).metadata.borad).toEqual({ profile: 'full' });
    expect(cli(file, '--record').stdout).toContain('profile full');
    expect(readFileSync(file, 'utf8')).toBe(text);
    const changed = text.replace('out 2', 'out 3').replace('second', 'third');
    writeFileSync(file, changed);
    const differs = cli(file, '--check');
    expect(differs.status).toBe(1);
    expect(differs.stdout).toContain('code cell 1: output 3 .text line 1: out 2 was out 3');
    expect(readFileSync(file, 'utf8')).toBe(changed);
  });
});

describe("a reader's run", () => {
  it('goes to the output folder, with what the cells write, and leaves the notebook as it is', () => {
    const file = write('reader', [
      'import { report } from "borad-notebooks";\n' +
        'const one = report.table({ name: "one", caption: "One.", columns: ["x"], rows: [[1]] });\nawait report.show(one);',
    ]);
    const before = readFileSync(file, 'utf8');
    const { status, stdout } = cli(file);
    expect(stdout).toContain('written to readers/reader.ipynb');
    expect(status).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe(before);
    const { cells } = JSON.parse(readFileSync(join(folder, 'readers/reader.ipynb'), 'utf8')) as Notebook;
    expect(cells[0].outputs[0].data['text/html'].join('')).toContain('One.');
    expect(readFileSync(join(folder, 'readers/data/results/one.csv'), 'utf8')).toBe('x\n1\n');
  });
});

describe('the compiler', () => {
  it('has the options of the kernel: not strict, without what is newer than ES2022', async () => {
    const { failure } = await run('kernel-options', [
      'const names: string[] = ["a"]; const first: string = new Map([["a", "b"]]).get(names[0]); first',
      '[3, 1].toSorted()',
    ]);
    expect(failure).toMatchObject({ cell: 2, ename: 'TypeScriptError' });
    expect(failure.traceback.join('\n')).toMatch(/toSorted/);
  });
});

describe('files beside a notebook', () => {
  it('are imported as the kernel does: TypeScript and JavaScript, from whatever folder', () => {
    const beside = join(folder, 'beside');
    mkdirSync(join(beside, 'node_modules/local'), { recursive: true });
    writeFileSync(join(beside, 'node_modules/local/index.js'), 'exports.local = "of this folder";');
    writeFileSync(
      join(beside, 'helper.ts'),
      'export const twice = (x: number): number => 2 * x;\n' +
        'export function get(map: Map<string, number>): number { return map.get("a"); }',
    );
    writeFileSync(join(beside, 'plain.js'), 'exports.three = (a, b) => { const o = {}; o.x = a + b; return o.x; };');
    writeFileSync(join(beside, 'data.json'), '{"value": 7}');
    const file = write('beside/imports', [
      'import { twice } from "./helper";\ntwice(21)',
      'import { get } from "./helper";\nget(new Map([["a", twice(4)]]))',
      'const { three } = require("./plain"); three(1, 2)',
      'import { three as same } from "./plain"; same(3, 4)',
      'require("./data.json").value + require("local").local',
      // The project's own packages serve a notebook that lies outside of it.
      'import * as tf from "@tensorflow/tfjs-core";\ntf.version_core.length > 0',
    ]);
    const { status, stdout } = cli(file, '--record');
    expect(stdout).toMatch(/1 passed, 0 failed\n$/);
    expect(status).toBe(0);
    const { cells } = JSON.parse(readFileSync(file, 'utf8')) as Notebook;
    expect(cells.map(({ outputs }) => outputs[0].data['text/plain'].join(''))).toEqual([
      '42',
      '8',
      '3',
      '7',
      '7of this folder',
      'true',
    ]);
  });

  it('fail a cell when they have errors, with the file in the message', async () => {
    mkdirSync(join(folder, 'broken'));
    writeFileSync(join(folder, 'broken/helper.ts'), 'export const n: number = "text";');
    const { failure } = await run('broken/imports', ['import { n } from "./helper";\nn']);
    expect(failure).toMatchObject({ cell: 1, ename: 'TypeScriptError' });
    expect(failure.traceback.join('\n')).toMatch(/helper\.ts 1:14 - Type 'string' is not assignable/);
  });
});

describe('what a cell writes', () => {
  it('is kept up to a limit with a sentence at the cut, and progress in place does not count', async () => {
    const { notebook, failure } = await run(
      'much',
      [
        'for (let i = 0; i < 50; i++) process.stdout.write("x".repeat(1e6));',
        'for (let i = 0; i < 200000; i++) process.stdout.write("\\rstep " + i + " of 200000");',
        'throw new Error("y".repeat(3e6))',
        'import { display } from "tslab";\ndisplay.html("z".repeat(9e6));',
        'for (let i = 0; i < 2500; i++) display.text(String(i));',
      ].map((source) => ({ source, tags: ['raises-exception'] })),
    );
    expect(failure).toBeNull();
    const outputs = (notebook as Notebook).cells.map((cell) => cell.outputs);
    expect(outputs[0][0].text.join('')).toBe('x'.repeat(1e6));
    expect(outputs[0].at(-1).text.join('')).toContain('the cell wrote 50.0 MB, of which a notebook keeps 1.0 MB');
    expect(outputs[1]).toEqual([{ output_type: 'stream', name: 'stdout', text: ['step 199999 of 200000'] }]);
    expect(outputs[2][0].evalue).toHaveLength(1e6);
    expect(outputs[2].at(-1).text.join('')).toContain('of which a notebook keeps 1.0 MB');
    expect(outputs[3][0].data).toEqual({
      'text/plain': ['[Not kept: text/html of 9.0 MB; a notebook keeps up to 8.0 MB per picture or figure.]\n'],
    });
    expect(outputs[4]).toHaveLength(2001);
    expect(outputs[4].at(-1).text.join('')).toContain('500 more outputs of the cell not kept');
  });

  it('may be bytes in any encoding; an idle pool of threads does not keep a notebook from ending', async () => {
    const idle = worker('require("node:worker_threads").parentPort.on("message", () => {})');
    const { notebook, failure } = await run('bytes', [
      'void process.stdout.write(Buffer.from([0, 255, 65]));\nvoid process.stdout.write("4243", "hex");',
      idle,
    ]);
    expect(failure).toBeNull();
    expect((notebook as Notebook).cells[0].outputs).toEqual([
      { output_type: 'stream', name: 'stdout', text: ['\u0000\ufffdABC'] },
    ]);
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
    there(joined.cells[1].outputs)[0].data['text/html'] = '<b>x</b>' as never;
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

  it('fails for files that are no TypeScript notebooks, a line each, leaves them as they are, and runs the others', () => {
    const whole = JSON.parse(readFileSync(write('whole', ['1']), 'utf8'));
    const cell = whole.cells[0];
    const text = (change: object) => JSON.stringify({ ...whole, ...change });
    const files: [name: string, content: string | Buffer, says: string][] = [
      ['null', 'null', 'it holds null, expected an object with "cells"'],
      ['object', '{}', '"nbformat" is nothing, expected format 4'],
      ['empty', '', 'it is empty'],
      ['cut', text({}).slice(0, 50), 'cannot be read as a notebook: '],
      ['format', text({ nbformat: 3 }), '"nbformat" is the number 3, expected format 4'],
      ['minor', text({ nbformat_minor: 'x' }), '"nbformat_minor" is the text "x", expected a whole number'],
      ['cells', text({ cells: {} }), '"cells" is an object, expected a list'],
      ['cell', text({ cells: [cell, null] }), 'cell 2 is null, expected an object'],
      ['source', text({ cells: [{ ...cell, source: [1] }] }), 'cell 1 has a list as "source", expected text'],
      ['type', text({ cells: [{ ...cell, cell_type: 'heading' }] }), 'has the text "heading" as "cell_type"'],
      ['tags', text({ cells: [{ ...cell, metadata: { tags: 'varies' } }] }), 'has the text "varies" as tags'],
      ['metadata', text({ metadata: [] }), '"metadata" is a list, expected an object'],
      ['ids', text({ cells: ['a', 'b', 'a', 'c', 'b'].map((id) => ({ ...cell, id })) }), 'the same id: a, b.'],
      ['latin', Buffer.from(text({ cells: [{ ...cell, source: '"\xe9"' }] }), 'latin1'), 'it is not UTF-8'],
      ['utf16', Buffer.from(`\ufeff${text({})}`, 'utf16le'), 'it is UTF-16, expected UTF-8'],
      [
        'python',
        text({ metadata: { kernelspec: { name: 'python3', language: 'python', display_name: 'Python 3' } } }),
        'is for the kernel python3 (python). Only TypeScript notebooks (tslab) are run.',
      ],
      ['js', text({ metadata: { kernelspec: { name: 'jslab' } } }), 'is for the kernel jslab.'],
    ];
    const paths = files.map(([name, content]) => {
      const file = join(folder, `wrong-${name}.ipynb`);
      writeFileSync(file, content);
      return file;
    });
    const { status, stdout, stderr } = cli(...paths, join(folder, 'whole.ipynb'));
    expect(stderr).toBe('');
    expect(status).toBe(1);
    const lines = stdout.trim().split('\n');
    expect(lines).toHaveLength(files.length + 2);
    files.forEach(([name, content, says], i) => {
      const line = lines.find((each) => each.startsWith(`FAIL wrong-${name}.ipynb `));
      expect(line, name).toContain(says);
      expect(readFileSync(paths[i])).toEqual(Buffer.from(content));
    });
    expect(lines.at(-1)).toBe(`1 passed, ${files.length} failed`);
  });

  it('reads a byte order mark, gives cells without an id one that is free, and keeps a link and permissions', () => {
    const file = write('marked', ['1', '"é"']);
    const notebook = JSON.parse(readFileSync(file, 'utf8'));
    notebook.cells[1].id = 'cell-01';
    writeFileSync(file, `\ufeff${JSON.stringify(notebook)}`, { mode: 0o640 });
    chmodSync(file, 0o640);
    const link = join(folder, 'link.ipynb');
    symlinkSync(file, link);
    expect(cli(link, '--record').stdout).toMatch(/1 passed, 0 failed\n$/);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(statSync(file).mode & 0o777).toBe(0o640);
    const stored = JSON.parse(readFileSync(file, 'utf8'));
    expect(stored.cells.map(({ id }: { id: string }) => id)).toEqual(['cell-01b', 'cell-01']);
    expect(stored.cells[1].outputs[0].data['text/plain']).toEqual(['é']);
  });

  it('says what each cell is in slides, where nobody has said it', () => {
    const file = write('slides', ['1', 'import { display } from "tslab";\ndisplay.html("<b>x</b>");', '2']);
    const notebook = JSON.parse(readFileSync(file, 'utf8'));
    notebook.cells.push({ cell_type: 'markdown', metadata: {}, source: '## Heading' });
    notebook.cells.push({ cell_type: 'markdown', metadata: {}, source: 'Prose.' });
    notebook.cells[2].metadata = { slideshow: { slide_type: 'notes' } };
    writeFileSync(file, JSON.stringify(notebook));
    expect(cli(file, '--record').status).toBe(0);
    const { cells } = JSON.parse(readFileSync(file, 'utf8'));
    expect(cells.map(({ metadata }: { metadata: { slideshow: object } }) => metadata.slideshow)).toEqual(
      ['skip', 'subslide', 'notes', 'slide', '-'].map((slide_type) => ({ slide_type })),
    );
  });

  it('does not overwrite a notebook that was changed while it ran', () => {
    const file = write('edited', [
      'import { readFileSync, writeFileSync } from "node:fs";\n' +
        'writeFileSync("edited.ipynb", readFileSync("edited.ipynb", "utf8").replace("import ", "/* mine */ import "))',
    ]);
    const { status, stdout } = cli(file, '--record');
    expect(status).toBe(1);
    expect(stdout).toContain('FAIL edited.ipynb was changed while it ran. Its outputs are not stored; run it again.');
    expect(readFileSync(file, 'utf8')).toContain('/* mine */ import');
  });

  it('ends quietly and with its own code when nobody reads what it prints', () => {
    const names = [write('unread', [])];
    const bad = join(folder, 'wrong-null.ipynb');
    for (const [args, code] of [
      [names, 0],
      [[...names, bad], 1],
    ] as const) {
      const command = `${[process.execPath, join(root, 'tools/run-notebooks.mjs'), ...args].join(' ')} | true; echo \${PIPESTATUS[0]}`;
      const { stdout, stderr } = spawnSync('bash', ['-c', command], { encoding: 'utf8' });
      expect(stderr).toBe('');
      expect(stdout.trim()).toBe(String(code));
    }
  });

  it('refuses wrong calls with code 2', () => {
    for (const args of [
      ['no-such-notebook'],
      ['--profile', 'slow'],
      ['--timeout', 'x'],
      ['--wrong'],
      ['--check', '--record'],
    ]) {
      const { status, stderr } = cli(...args);
      expect(status).toBe(2);
      expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(2);
    }
  });
});
