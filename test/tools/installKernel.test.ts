import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadTool, root } from './loadTool';

const folder = mkdtempSync(join(tmpdir(), 'borad-install-kernel-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = join(folder, 'share', 'jupyter', 'kernels', 'tslab', 'kernel.json');

function install(...args: string[]) {
  const script = join(root, 'tools', 'install-kernel.mjs');
  const { INIT_CWD: _, ...env } = process.env;
  return spawnSync(process.execPath, [script, ...args], { cwd: folder, encoding: 'utf8', env });
}

describe('the kernelspec', () => {
  it("lies in Jupyter's folder of the user on each system, or below a prefix", async () => {
    const { kernelFolder } = await loadTool('notebooks/kernelSpec.mjs');
    const of = (platform: string, environment: object) => kernelFolder({ platform, environment });
    expect(of('linux', {})).toBe(join(homedir(), '.local', 'share', 'jupyter', 'kernels', 'tslab'));
    expect(of('linux', { XDG_DATA_HOME: '/data' })).toBe(join('/data', 'jupyter', 'kernels', 'tslab'));
    expect(of('darwin', {})).toBe(join(homedir(), 'Library', 'Jupyter', 'kernels', 'tslab'));
    expect(of('win32', { APPDATA: 'C:/Roaming' })).toBe(join('C:/Roaming', 'jupyter', 'kernels', 'tslab'));
    expect(of('linux', { JUPYTER_DATA_DIR: '/own' })).toBe(join('/own', 'kernels', 'tslab'));
    expect(kernelFolder({ prefix: '/env' })).toBe(join('/env', 'share', 'jupyter', 'kernels', 'tslab'));
  });

  it('is written with absolute paths from whatever folder, and is removed again, but not that of others', () => {
    const written = install('--prefix', '.');
    expect(written.stderr).toBe('');
    expect(written.stdout).toContain(`Wrote: ${file}`);
    const { argv } = JSON.parse(readFileSync(file, 'utf8'));
    const at = (...parts: string[]) => join(root, ...parts);
    expect(argv.slice(0, 4)).toEqual([
      process.execPath,
      ...['--require', at('tools', 'notebooks', 'unwatched.cjs'), at('node_modules', 'tslab', 'bin', 'tslab')],
    ]);
    expect(install('--prefix', '.', '--remove').status).toBe(0);
    expect(existsSync(file)).toBe(false);
    expect(install('--prefix', '.', '--remove').stdout).toMatch(/^Nothing to remove/);

    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, '{"argv": ["tslab"]}');
    const refused = install('--prefix', '.', '--remove');
    expect(refused.status).toBe(1);
    expect(refused.stderr).toMatch(/belongs to another installation of tslab, and stays/);
    expect(install('--prefix', '.').stdout).toContain(`Replaced another kernel: ${file}`);
    expect(install('--wrong').status).toBe(2);
  });
});

const nbconvert = spawnSync('sh', ['-c', 'command -v jupyter-nbconvert'], { encoding: 'utf8' }).stdout.trim();

describe.skipIf(!nbconvert)(`the installed kernel${nbconvert ? '' : ' (jupyter-nbconvert is not installed)'}`, () => {
  it('executes a notebook by nbclient where neither Node nor npm is on the PATH', () => {
    install('--prefix', folder);
    const source = ['const n: number = 40;', 'n + 2', 'console.log(process.version)'];
    const cells = source.map((text, i) => {
      const cell = {
        cell_type: 'code',
        execution_count: null,
        id: `cell-${i}`,
        metadata: {},
        outputs: [],
        source: text,
      };
      return cell;
    });
    const metadata = { kernelspec: { display_name: 'TypeScript', language: 'typescript', name: 'tslab' } };
    writeFileSync(join(folder, 'small.ipynb'), JSON.stringify({ cells, metadata, nbformat: 4, nbformat_minor: 5 }));
    const limit = '--ExecutePreprocessor.startup_timeout=300';
    const { status, stderr } = spawnSync(
      nbconvert,
      ['--to', 'notebook', '--execute', limit, '--output', 'done', 'small.ipynb'],
      {
        cwd: folder,
        encoding: 'utf8',
        env: { PATH: '/nowhere', HOME: folder, JUPYTER_PATH: join(folder, 'share', 'jupyter') },
      },
    );
    expect(stderr).not.toMatch(/Error/);
    expect(status).toBe(0);
    const done = JSON.parse(readFileSync(join(folder, 'done.ipynb'), 'utf8'));
    const said = done.cells.map(({ outputs }: { outputs: { text: string[] }[] }) =>
      outputs.flatMap(({ text }) => text).join(''),
    );
    expect(said).toEqual(['', '42\n', `${process.version}\n`]);
  });
});
