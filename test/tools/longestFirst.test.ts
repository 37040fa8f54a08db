import { expect, it } from 'vitest';
import { loadTool } from './loadTool';

it('notebooks that take long are begun first, the others keep their order', async () => {
  const { longestFirst } = await loadTool('notebooks/notebookFile.mjs');
  const files = ['a/00-one.ipynb', 'a/01-two.ipynb', 'a/02-three.ipynb', 'a/06-four.ipynb', 'a/11-five.ipynb'];
  expect(longestFirst(files)).toEqual([
    'a/01-two.ipynb',
    'a/00-one.ipynb',
    'a/06-four.ipynb',
    'a/02-three.ipynb',
    'a/11-five.ipynb',
  ]);
});
