import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { DataError, readJson, readSafetensors } from '../../lib/borad/base';
import { openFeatureFile } from '../../lib/borad/features';

const folder = mkdtempSync(join(tmpdir(), 'borad-regular-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('what is no file', () => {
  it('is refused by every reader instead of being waited for', () => {
    const at = (name: string) => join(folder, name);
    execFileSync('mkfifo', [at('pipe')]);
    symlinkSync('/dev/zero', at('device'));
    symlinkSync('circle', at('circle'));
    for (const read of [readJson, readSafetensors, openFeatureFile]) {
      const refusal = (file: string) => {
        try {
          read(file);
        } catch (error) {
          expect(error).toBeInstanceOf(DataError);
          return (error as Error).message;
        }
        throw new Error(`${file} was read`);
      };
      expect(refusal(at('pipe'))).toMatch(/pipe is a pipe/);
      expect(refusal(at('device'))).toMatch(/device is a device/);
      expect(refusal(at('circle'))).toMatch(/circle: its links form a loop/);
      expect(refusal(at('gone'))).toMatch(/gone: it is missing/);
      expect(refusal(folder)).toMatch(/ is a folder/);
    }
    writeFileSync(at('file'), '{"a": 1}');
    symlinkSync('file', at('link'));
    expect(readJson(at('link'))).toEqual({ a: 1 });
  });
});
