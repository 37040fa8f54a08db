import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const lib = fileURLToPath(new URL('../../lib/', import.meta.url));
/** What may come from elsewhere; whatever else a page would need is of Node and no browser has it. */
const PACKAGES = /^(onnxruntime-web|d3-[\w-]+|internmap|ml-[\w-]+|is-any-array|pure-rand)(\/|$)/;
const isOwn = (/** @type {string} */ id) => /^([./\0]|[A-Za-z]:|borad(-notebooks)?(\/|$)|rolldown\/)/.test(id);

/**
 * A page's script with what it uses of the library, as one script that needs no module and no file beside it.
 *
 * @param {string} entry the TypeScript file
 * @returns {Promise<string>}
 * @throws {Error} the script reaches a module of Node, or a package that is not meant for browsers
 */
export async function bundle(entry) {
  const made = await rolldown({
    input: entry,
    platform: 'browser',
    resolve: { alias: { 'borad-notebooks': `${lib}notebooks`, borad: `${lib}borad` } },
    external: (id) => !isOwn(id) && !PACKAGES.test(id),
    // Rooms of the library register nothing when they are loaded but TensorFlow.js, which pages do without.
    treeshake: { moduleSideEffects: false },
    logLevel: 'silent',
  });
  try {
    const { output } = await made.generate({ format: 'iife', minify: true });
    const [{ code, imports }] = output;
    const required = [...code.matchAll(/\brequire\((["'`])(.*?)\1\)/g)].map(([, , name]) => name);
    const missing = [...imports, ...required, ...output.slice(1).map(({ fileName }) => fileName)];
    if (missing.length > 0) throw new Error(`${entry} needs ${missing.join(', ')}, which a browser does not have.`);
    return code;
  } finally {
    await made.close();
  }
}
