/** ONNX files whose weights lie in other files. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { DataError, sha256Of } from '../../lib/borad/base';
import { onnxTeacher } from '../../lib/borad/teachers';
import { sha256WithWeights } from '../../lib/borad/teachers/externalData';

const folder = mkdtempSync(join(tmpdir(), 'borad-external-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The entry of a tensor's external data: the pair of key and value, with its lengths. */
function location(name: string): Buffer {
  const length = name.length < 128 ? [name.length] : [(name.length % 128) + 128, Math.floor(name.length / 128)];
  return Buffer.concat([
    Buffer.from('x\n\u0008location\u0012', 'latin1'),
    Buffer.from(length),
    Buffer.from(`${name}y`),
  ]);
}

describe('sha256WithWeights', () => {
  const file = join(folder, 'net.onnx');

  it('is that of the file where there are no others', () => {
    const bytes = Buffer.from('a network');
    expect(sha256WithWeights(file, bytes)).toBe(sha256Of(bytes));
  });

  it.each(['net.data', `${'long'.repeat(40)}.data`])('follows the content of every file of weights: %s', (name) => {
    const bytes = Buffer.concat([location(name), location(name), location('second.data')]);
    writeFileSync(join(folder, name), 'weights');
    writeFileSync(join(folder, 'second.data'), 'more');
    const whole = sha256WithWeights(file, bytes);
    expect(whole).toBe(sha256Of(Buffer.concat([bytes, Buffer.from('weightsmore')])));
    writeFileSync(join(folder, name), 'weightt');
    expect(sha256WithWeights(file, bytes)).not.toBe(whole);
  });

  it('says which file is missing and what to do, before anything is run', () => {
    writeFileSync(file, location('gone.data'));
    expect(() => onnxTeacher(file)).toThrow(DataError);
    expect(() => onnxTeacher(file)).toThrow(
      /net\.onnx keeps its weights in .*gone\.data, which is missing\. Put it there/,
    );
  });
});
