/** What a command prints, kept back from the terminal. */
import { afterEach, beforeEach, vi } from 'vitest';

/** Text of the test that runs: `printed` on standard output, `complained` on standard error. Call it at the top of a file. */
export function captureOutput(): { printed: string; complained: string } {
  const output = { printed: '', complained: '' };
  beforeEach(() => {
    output.printed = '';
    output.complained = '';
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      output.printed += text;
      return true;
    });
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      output.complained += text;
      return true;
    });
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });
  return output;
}
