import { beforeAll, describe, expect, it, vi } from 'vitest';
import { loadTool } from './loadTool';

interface Outcome {
  name: string;
  status: number | string;
  seconds: number;
}
let sideBySide: (parts: [string, string[]][]) => Promise<Outcome[]>;
beforeAll(async () => {
  ({ sideBySide } = await loadTool('sideBySide.mjs'));
});

const node = (code: string) => [process.execPath, '-e', code];

describe('commands side by side', () => {
  it('run at the same time, and each prints in one piece under its name', async () => {
    const written: string[] = [];
    const spy = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      written.push(String(text));
      return true;
    });
    // Each waits for the other's file, so that neither ends alone.
    const talk = (own: string, other: string) =>
      node(`const fs = require('node:fs'); const at = require('node:os').tmpdir() + '/borad-side-${process.pid}-';
        console.log('${own} 1'); fs.writeFileSync(at + '${own}', '');
        const wait = setInterval(() => { if (!fs.existsSync(at + '${other}')) return;
          clearInterval(wait); console.error('${own} 2'); setTimeout(() => fs.rmSync(at + '${other}'), 500); }, 20);`);
    const outcomes = await sideBySide([
      ['first', talk('a', 'b')],
      ['second', talk('b', 'a')],
    ]).finally(() => spy.mockRestore());
    expect(outcomes.map(({ name, status }) => [name, status])).toEqual([
      ['first', 0],
      ['second', 0],
    ]);
    const text = written.join('');
    expect(text).toContain('\n== first\na 1\na 2\n');
    expect(text).toContain('\n== second\nb 1\nb 2\n');
  });

  it('tell how each ended', async () => {
    const spy = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const outcomes = await sideBySide([
      ['fails', node('process.exit(3)')],
      ['is killed', node("process.kill(process.pid, 'SIGKILL')")],
    ]).finally(() => spy.mockRestore());
    expect(outcomes.map(({ status }) => status)).toEqual([3, 'SIGKILL']);
  });
});
