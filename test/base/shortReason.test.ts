import { describe, expect, it } from 'vitest';
import { shortReason } from '../../lib/borad/base/shortReason';

describe('shortReason', () => {
  it('makes one line of a message with breaks, colours and a stack', () => {
    const error = new Error(
      'Non-zero status code.\n\n\u001b[31mNode: Conv_3\u001b[m\n    at run (/a/b.js:3:4)\n    at /a/c.js:1:2',
    );
    expect(shortReason(error)).toBe('Non-zero status code. [31mNode: Conv_3 [m');
    expect(shortReason(new Error('Could not load the module.'))).toBe('Could not load the module');
  });

  it('cuts what is too long to be read', () => {
    expect(shortReason(new Error('x'.repeat(1000)))).toBe(`${'x'.repeat(400)} ...`);
  });

  it('takes whatever is thrown', () => {
    expect(shortReason('text')).toBe('text');
    expect(shortReason(undefined)).toBe('undefined');
    expect(shortReason(new TypeError())).toBe('TypeError');
    expect(shortReason('')).toBe('no reason is given');
  });
});
