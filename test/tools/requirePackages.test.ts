import { expect, it } from 'vitest';
import { loadTool } from './loadTool';

it('a command whose folder has packages of its own says which command brings them', async () => {
  const { missingFolder } = await loadTool('requirePackages.mjs');
  expect(missingFolder('npm start', '.')).toBeNull();
  expect(missingFolder('npm run mutants', 'test/tools')).toMatch(
    /^npm run mutants needs packages that npm ci leaves out: run npm ci --prefix test\/tools\n$/,
  );
});

it('a command whose packages are left out says in one line which command brings them', async () => {
  const { missingPackages } = await loadTool('requirePackages.mjs');
  expect(missingPackages('npm start', ['typescript', 'tslab', 'highlight.js'])).toBeNull();
  expect(missingPackages('npm start', ['typescript', 'nobody-has-this'])).toMatch(
    /^npm start needs nobody-has-this, which is not installed [^\n]*--omit=dev[^\n]*: run npm ci\n$/,
  );
});
