import { resolve } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { dataFolder, outputFolder, projectFolder } from '../../lib/notebooks/report';

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
