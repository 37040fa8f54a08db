/** A damaged notebook file: a notebook that can be written back, or one line of what is wrong. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { otherKernel } from '../../notebooks/checkNotebook.mjs';
import { notebookText, readNotebook } from '../../notebooks/notebookFile.mjs';
import { damageBytes, damageJson } from '../damage.mjs';
import { putOdd } from '../tree.mjs';
import { expectRight } from '../verdict.mjs';

/** @typedef {import('../../notebooks/notebook.d.ts').Notebook} Notebook */

const INTACT = {
  cells: [
    { cell_type: 'markdown', id: 'a', metadata: {}, source: ['# Title\n', 'Größe'] },
    {
      cell_type: 'code',
      execution_count: 1,
      id: 'b',
      metadata: { tags: ['varies'] },
      outputs: [{ output_type: 'stream', name: 'stdout', text: ['1\n'] }],
      source: ['const n = 1;\n', 'n'],
    },
    { cell_type: 'raw', metadata: {}, source: '' },
  ],
  metadata: { kernelspec: { display_name: 'TypeScript', language: 'typescript', name: 'tslab' } },
  nbformat: 4,
  nbformat_minor: 5,
};

/** Cells as they must come back, whatever their texts are split into. */
const sources = (/** @type {Notebook} */ { cells }) =>
  JSON.stringify(cells.map(({ source }) => [source].flat().join('')));

/** @type {import('./index.mjs').Kind} */
export const notebook = {
  share: 5,
  async build(rng, folder) {
    mkdirSync(folder, { recursive: true });
    const file = join(folder, 'some.ipynb');
    const isJson = rng.chance(0.6);
    /** @type {{ what: string, value?: unknown, bytes?: Buffer }} */
    const damage = isJson ? damageJson(rng, INTACT) : damageBytes(rng, Buffer.from(JSON.stringify(INTACT)));
    writeFileSync(file, damage.bytes ?? JSON.stringify(damage.value) ?? '');
    const odd = rng.chance(0.03) ? putOdd(rng, file) : undefined;
    return {
      what: odd ? `${odd} in place of a notebook` : damage.what,
      async check() {
        const read = readNotebook(file);
        otherKernel(read);
        /** @type {Notebook} */
        const again = JSON.parse(notebookText(read, 'quick'));
        expectRight(sources(again) === sources(read), 'cells change when they are written');
        const ids = again.cells.map(({ id }) => id);
        expectRight(new Set(ids).size === ids.length, 'an id twice');
      },
    };
  },
};
