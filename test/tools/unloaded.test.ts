import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadTool } from './loadTool';

let isUnloaded: (name: string) => boolean;
let ofOtherLibc: (files: string[], ours: 'glibc' | 'musl') => string[];
beforeAll(async () => {
  ({ isUnloaded } = await loadTool('prune/unloaded.mjs'));
  ({ ofOtherLibc } = await loadTool('prune/prunable.mjs'));
});

describe('files that npm run prune removes', () => {
  it('are builds of onnxruntime for browsers but the plain one', () => {
    const dist = 'onnxruntime-web/dist';
    expect(
      [
        `${dist}/ort-wasm-simd-threaded.jsep.wasm`,
        `${dist}/ort-wasm-simd-threaded.asyncify.mjs`,
        `${dist}/ort.all.min.mjs`,
        `${dist}/ort.wasm.mjs`,
        `${dist}/ort.wasm.min.mjs.map`,
      ].filter((name) => !isUnloaded(name)),
    ).toEqual([]);
    expect(
      [
        'onnxruntime-web/package.json',
        'onnxruntime-web/types.d.ts',
        `${dist}/ort-wasm-simd-threaded.wasm`,
        `${dist}/ort-wasm-simd-threaded.mjs`,
        `${dist}/ort.wasm.min.mjs`,
        `${dist}/ort.wasm.bundle.min.mjs`,
        `${dist}/ort.node.min.js`,
      ].filter(isUnloaded),
    ).toEqual([]);
  });

  it('are fonts that neither pictures nor pages are drawn with', () => {
    const ttf = 'dejavu-fonts-ttf/ttf';
    expect(isUnloaded(`${ttf}/DejaVuSerif.ttf`)).toBe(true);
    expect(isUnloaded(`${ttf}/DejaVuSans-ExtraLight.ttf`)).toBe(true);
    expect(isUnloaded('katex/dist/fonts/KaTeX_Main-Bold.woff')).toBe(true);
    const used = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf', 'DejaVuSans-Oblique.ttf'].map((face) => `${ttf}/${face}`);
    expect([...used, 'katex/dist/fonts/KaTeX_Main-Bold.woff2', 'dejavu-fonts-ttf/LICENSE'].filter(isUnloaded)).toEqual(
      [],
    );
  });

  it('are never licences, manifests or types', () => {
    const kept = ['LICENSE', 'package.json', 'types.d.ts', 'index.d.ts'].flatMap((name) =>
      ['highlight.js', 'katex', 'mathjs', 'playwright-core', 'zod'].map((folder) => `${folder}/${name}`),
    );
    expect(kept.filter(isUnloaded)).toEqual([]);
  });

  it('are packages for the other C library, by what they say themselves', () => {
    const modules = join(mkdtempSync(join(tmpdir(), 'borad-libc-')), 'node_modules');
    const packages = { '@a/one-musl': ['musl'], two: ['glibc'], three: undefined, four: ['glibc', 'musl'], five: [] };
    const files = Object.entries(packages).map(([name, libc]) => {
      const file = join(modules, name, 'package.json');
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, JSON.stringify({ libc }));
      return file;
    });
    expect(ofOtherLibc(files, 'glibc')).toEqual([join(modules, '@a/one-musl')]);
    expect(ofOtherLibc(files, 'musl')).toEqual([join(modules, 'two')]);
    rmSync(dirname(modules), { recursive: true });
  });
});
