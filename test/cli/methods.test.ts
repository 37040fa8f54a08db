import { describe, expect, it } from 'vitest';
import { main } from '../../lib/borad/cli/main';
import { methodRows } from '../../lib/borad/cli/methodRows';
import { METHODS } from '../../lib/borad/methods';
import { captureOutput } from './captured';

const output = captureOutput();
const borad = (...args: string[]) => main(['node', 'borad', ...args]);

describe('borad methods', () => {
  it('counts parameters here and as published', () => {
    const rows = Object.fromEntries(methodRows().map((row) => [row.name, row]));
    expect(Object.keys(rows)).toEqual(Object.keys(METHODS));
    const sizes = ({ parameters, paperParameters }: { parameters: string; paperParameters: string }) => [
      parameters,
      paperParameters,
    ];
    expect(Object.fromEntries(Object.entries(rows).map(([name, row]) => [name, sizes(row)]))).toEqual({
      borad: ['1,529,424', '71,233,984'],
      rd4ad: ['840,920', '55,747,072'],
      patchcore: ['0', '0'],
      uniad: ['287,192', '7,717,392'],
      simplenet: ['43,224', '3,937,792'],
      destseg: ['1,523,961', '32,371,393'],
      vitad: ['794,624', '16,216,320'],
      mambaad: ['1,357,496', '17,444,928'],
      dinomaly: ['639,008', '61,425,408'],
      diad: ['4,175,000', '1,331,392,084'],
      omiad: ['5,244,360', 'not known'],
      inpformer: ['751,440', '68,517,984'],
      hvqtrans: ['1,635,328', '17,944,304'],
    });
  });

  it('prints a line for each and names the papers', async () => {
    expect(await borad('methods')).toBe(0);
    for (const { title, paper } of Object.values(METHODS)) {
      expect(output.printed).toMatch(new RegExp(`\\b${title}\\b`));
      expect(output.printed).toContain(paper.title);
    }
  });
});

describe('borad train --method', () => {
  it('lists the settings of the method in its help', async () => {
    expect(await borad('train', '--method', 'uniad', '--help')).toBe(0);
    expect(output.printed).toContain('transformer.window=7');
    expect(output.printed).toContain('training.learningRate=0.003');
    expect(output.printed).not.toContain('momentum.start');
    expect(output.printed).toMatch(/beside transformer\., jitter\., schedule\. those of UniAD's \(2206\.03687\);/);
    expect(output.printed).toContain("that all methods share those of BoRAD's paper (2606.14129)");
  });

  it('refuses a method that there is not, and names those there are', async () => {
    expect(await borad('train', '--data', 'procedural', '--dry-run', '--method', 'unia')).toBe(2);
    expect(output.complained).toMatch(/expected one of borad, .*uniad/);
  });
});
