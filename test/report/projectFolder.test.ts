import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { DataError } from '../../lib/borad/base';
import { dataFolder, outputFolder, projectFolder, resultsFolder, runsFolder } from '../../lib/notebooks/report';

afterEach(() => {
  vi.unstubAllEnvs();
});

it('is the folder with a package.json at or above the working directory, and its data folder unless BORAD_DATA names one', () => {
  const root = resolve(__dirname, '../..');
  vi.stubEnv('BORAD_DATA', '');
  expect(projectFolder()).toBe(root);
  expect(dataFolder()).toBe(resolve(root, 'data'));
  vi.stubEnv('BORAD_DATA', '/sets');
  expect(dataFolder()).toBe('/sets');
});

it('holds what notebooks write in runs/notebooks, unless BORAD_OUTPUT names a folder', () => {
  vi.stubEnv('BORAD_OUTPUT', '');
  expect(outputFolder()).toBe(resolve(__dirname, '../../runs/notebooks'));
  vi.stubEnv('BORAD_OUTPUT', '/elsewhere');
  expect(outputFolder()).toBe('/elsewhere');
});

it('has recorded runs in data/results; another project has none, which is an error and not a reason to train', () => {
  expect(resultsFolder()).toBe(resolve(__dirname, '../../data/results'));
  expect(runsFolder()).toBe(resolve(__dirname, '../../runs'));
  const other = realpathSync(mkdtempSync(join(tmpdir(), 'borad-project-')));
  const before = process.cwd();
  writeFileSync(join(other, 'package.json'), '{}');
  try {
    process.chdir(other);
    expect(runsFolder()).toBe(join(other, 'runs'));
    expect(() => resultsFolder()).toThrow(DataError);
    expect(() => resultsFolder()).toThrow(join(other, 'data', 'results'));
  } finally {
    process.chdir(before);
    rmSync(other, { recursive: true });
  }
});
