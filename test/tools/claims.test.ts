import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { claimsBrief, claimsMarkdown, judgeClaims } from '../../lib/notebooks/study/claims';
import { root } from './loadTool';

const folder = mkdtempSync(join(tmpdir(), 'borad-claims-tool-'));
afterAll(() => rmSync(folder, { recursive: true }));
const [ledger, readme, page] = ['claims.json', 'README.md', 'claims.md'].map((name) => join(folder, name));
const claims = judgeClaims([
  {
    id: 'total-variance',
    claim: 'the variance splits in two',
    place: 'Section 3.2',
    rows: [{ measure: 'residual', number: 0, tolerance: 1e-9, rule: 'below' }],
    notebook: '02-variance-decomposition',
    cell: 'cell-07',
  },
]);
const run = (...args: string[]) => {
  const command = [join(root, 'tools/claims.mjs'), '--ledger', ledger, '--readme', readme, '--page', page, ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' });
  return { status, stdout, stderr, text: readFileSync(readme, 'utf8') };
};
const around = (content: string) => `# Title\n\n<!-- claims:start -->${content}<!-- claims:end -->\n\nEnd\n`;

describe('npm run claims', () => {
  beforeEach(() => {
    writeFileSync(ledger, JSON.stringify(claims));
    for (const file of [readme, page]) writeFileSync(file, around('\nold\n'));
  });

  it('puts the claims between the marks and leaves the rest', () => {
    const { status, stdout, text } = run();
    expect(status).toBe(0);
    expect(stdout).toMatch(/^1 claim: 1 holds, 0 hold under a condition, 0 are refuted, .*\.\n$/);
    expect(text).toBe(around(`\n\n${claimsBrief(claims)}\n\n`));
    expect(readFileSync(page, 'utf8')).toBe(around(`\n\n${claimsMarkdown(claims)}\n\n`));
    expect(run().text).toBe(text);
    expect(readdirSync(folder).sort()).toEqual(['README.md', 'claims.json', 'claims.md']);
  });

  it('checks without writing', () => {
    const stale = run('--check');
    expect(stale).toMatchObject({ status: 1, text: around('\nold\n') });
    expect(stale.stderr).toContain('Run npm run claims');
    run();
    expect(run('--check').status).toBe(0);
    writeFileSync(ledger, JSON.stringify([{ ...claims[0], place: 'Section 3.3' }]));
    expect(run('--check').status).toBe(1);
  });

  it('says what is missing', () => {
    writeFileSync(readme, '<!-- claims:end --> <!-- claims:start -->');
    expect(run()).toMatchObject({ status: 2, stderr: expect.stringContaining('<!-- claims:start --> and, below it') });
    expect(run('--chek').status).toBe(2);
    writeFileSync(ledger, '{}');
    expect(run()).toMatchObject({ status: 1, stderr: expect.stringContaining('not a list of claims') });
  });
});
