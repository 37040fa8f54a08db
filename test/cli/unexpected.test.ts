/** Errors that nobody foresaw: one line, and the stack only for those who ask. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { collectFacts } from '../../lib/borad/cli/doctor';
import { main } from '../../lib/borad/cli/main';
import { captureOutput } from './captured';

vi.mock('../../lib/borad/cli/doctor', () => ({ collectFacts: vi.fn(), factsText: () => '' }));

const output = captureOutput();
afterEach(() => {
  vi.unstubAllEnvs();
});

const failing = (thrown: unknown) => {
  vi.mocked(collectFacts).mockRejectedValue(thrown);
  return main(['node', 'borad', 'doctor']);
};

describe('an unexpected error', () => {
  it('is one line that says what to do', async () => {
    vi.stubEnv('BORAD_DEBUG', '');
    expect(await failing(new TypeError('Cannot read properties of undefined\n    at kernel (/x/tf.js:1:2)'))).toBe(1);
    expect(output.complained).toMatch(
      /^borad: unexpected error: Cannot read properties of undefined\. Try "borad doctor".*BORAD_DEBUG=1 to see where\.\n$/,
    );
  });

  it('shows its stack where BORAD_DEBUG asks for it', async () => {
    vi.stubEnv('BORAD_DEBUG', '1');
    expect(await failing(new TypeError('no tensor'))).toBe(1);
    expect(output.complained).toMatch(/unexpected error: no tensor\..*\nTypeError: no tensor\n +at /);
  });

  it('may be anything that is thrown', async () => {
    vi.stubEnv('BORAD_DEBUG', '');
    expect(await failing('text')).toBe(1);
    expect(output.complained).toMatch(/^borad: unexpected error: text\. [^\n]*\n$/);
  });
});
