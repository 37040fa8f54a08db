import { describe, expect, it } from 'vitest';
import { processorOf, processorText } from '../../lib/borad/base/processor';

const LIST = `processor	: 0
cpu family	: 26
model		: 2
model name	: AMD EPYC
flags		: fpu avx avx2 avx512f avx_vnni

processor	: 1
cpu family	: 26
model		: 2
flags		: fpu avx
`;

describe('the processor in words', () => {
  it('has its family and the instruction sets by which kernels are chosen', () => {
    expect(processorOf(LIST, 'AMD EPYC')).toBe('AMD EPYC, family 26 model 2, avx avx2 avx512f');
    expect(processorOf('Features\t: fp asimd asimddp', 'Neoverse')).toBe('Neoverse, asimd asimddp');
  });

  it('is its name alone where nothing else is known', () => {
    expect(processorOf('', 'Apple M1')).toBe('Apple M1');
    expect(processorText()).not.toBe('');
  });
});
