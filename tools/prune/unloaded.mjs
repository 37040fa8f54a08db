// Files of packages for development that nothing loads on any platform.

/** Of a name in node_modules, written with `/`: what nothing loads, and why. */
const UNLOADED = [
  // Of the kernel's compiler the programs that the kernel does not load.
  /^@tslab\/typescript-for-tslab\/lib\/(tsserver|tsserverlibrary|tsc|typingsInstaller)\.js$/,
  // What packages test and measure themselves with.
  /(^|\/node_modules\/)(@[^/]+\/)?[^@/][^/]*\/(tests?|__tests__|benchmarks?|examples?)\//,
  // Messages of compilers in other languages than English.
  /^(@tslab\/typescript-for-tslab|typescript)\/lib\/(cs|de|es|fr|it|ja|ko|pl|pt-br|ru|tr|zh-cn|zh-tw)\//,
  // Pages, examples, sources, and builds for browsers and bundlers.
  /^mathjs\/(docs|lib\/(browser|esm))\//,
  /^zod\/src\//,
  /^rxjs\/(src|dist\/(bundles|esm5?))\//,
  /^highlight\.js\/(scss|styles|lib\/languages)\//,
  /^katex\/(src|contrib)\//,
  /^onnxruntime-web\/(docs|lib)\//,
  /\.js\.flow$/,
  // Of onnxruntime for browsers all but the build without a graphics card, its loader, and the one for Node.
  /^onnxruntime-web\/dist\/(?!(ort\.(wasm|node)(\.bundle)?\.min|ort-wasm-simd-threaded)\.(m?js|wasm)$)/,
  // The pages in which Playwright shows recordings.
  /^playwright-core\/lib\/vite\//,
  // Faces that no picture is drawn with (lib/notebooks/report/fonts.ts), and the list of their characters.
  /^dejavu-fonts-ttf\/(status\.txt$|ttf\/(?!DejaVuSans(-Bold|-Oblique)?\.ttf$))/,
  // Minifies style sheets, of which vitest builds none.
  /^lightningcss-[\w-]+\/lightningcss\.[\w-]+\.node$/,
  // Grammars of languages that no page of the API reference is written in, and types of figures for compilers.
  /^@shikijs\/langs\/dist\/(?!(bash|console|css|html|html-derivative|javascript|js|json|json5|jsonc|shell|shellscript|shellsession|sh|ts|tsx|typescript|yaml)\.mjs$)/,
  /^plotly\.js-dist\/src\/types\//,
  // Fonts of formulas: pages hold those in woff2.
  /^katex\/dist\/fonts\/.*\.(ttf|woff)$/,
];

/**
 * Whether nothing loads a file, by its name in node_modules with `/` between folders.
 *
 * @param {string} name
 */
export const isUnloaded = (name) => name.endsWith('.map') || UNLOADED.some((kind) => kind.test(name));
