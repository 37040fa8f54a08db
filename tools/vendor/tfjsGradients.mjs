// The gradients of TensorFlow.js as one CommonJS file.
//
// @tensorflow/tfjs-core publishes them only as ES modules without file endings, which Node cannot load; its CommonJS
// file has none. Only the union package @tensorflow/tfjs has them in CommonJS, with 140 MB of what is not needed here.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { rolldown } from 'rolldown';
import { parseAst } from 'rolldown/parseAst';

const require = createRequire(import.meta.url);
const CORE = '@tensorflow/tfjs-core';
const core = require(CORE);
const manifest = require(`${CORE}/package.json`);
const dist = join(dirname(require.resolve(`${CORE}/package.json`)), 'dist');
/**
 * Private names that the public face gives otherwise.
 *
 * @type {Record<string, string>}
 */
const PRIVATE = { ENGINE: 'core.engine()', getGlobalTensorClass: '() => core.Tensor' };
/** Modules of the core that are bundled as they are, besides those without a public export. */
const WHOLE = /[\\/](gradients[\\/].*|register_all_gradients\.js|types\.js)$/;
const NAMESPACES = ['util', 'backend_util', 'broadcast_util', 'slice_util'];

/** @typedef {{ name: string }} Identifier */
/**
 * @typedef {object} Statement what is read of a statement's syntax tree
 * @property {string} type
 * @property {{ value: string }} source
 * @property {{ id?: Identifier, declarations?: { id: Identifier }[] } | null} declaration
 * @property {{ exported: Identifier }[]} specifiers
 */

/**
 * Names that a module exports.
 *
 * @param {string} path
 * @returns {string[]}
 */
function exportsOf(path) {
  const body = /** @type {Statement[]} */ (/** @type {unknown} */ (parseAst(readFileSync(path, 'utf8')).body));
  /** @type {(string | undefined)[]} */
  const names = body.flatMap((node) => {
    if (node.type === 'ExportAllDeclaration') return exportsOf(join(dirname(path), `${node.source.value}.js`));
    if (node.type !== 'ExportNamedDeclaration') return [];
    const declared = node.declaration?.declarations?.map(({ id }) => id.name) ?? [node.declaration?.id?.name];
    return [...declared, ...node.specifiers.map(({ exported }) => exported.name)];
  });
  return names.filter((name) => name !== undefined);
}

/**
 * Where the core's public face has that name: as an expression.
 *
 * @param {string} name
 */
function placeOf(name) {
  if (name in PRIVATE) return PRIVATE[name];
  if (name in core) return `core.${name}`;
  const namespace = NAMESPACES.find((one) => name in core[one]);
  return namespace && `core.${namespace}.${name}`;
}

/**
 * In place of a module of the core: its public exports, from the installed core, so that nothing of it is here twice. Null
 * for a module that has none. Whoever imports a private export of the others fails the bundling.
 *
 * @param {string} path
 */
function fromCore(path) {
  const lines = exportsOf(path).flatMap((name) => {
    const place = placeOf(name);
    if (place === `core.${name}`) return `export { ${name} } from '${CORE}';`;
    return place ? `export const ${name} = ${place};` : [];
  });
  return lines.length > 0 ? `import * as core from '${CORE}';\n${lines.join('\n')}\n` : null;
}

/** @type {import('rolldown').Plugin} */
const publicFace = {
  name: 'public-face-of-core',
  resolveId: (id, importer) => (id.startsWith('.') && importer ? resolve(dirname(importer), `${id}.js`) : null),
  load: (path) => (WHOLE.test(path) ? null : fromCore(path)),
};

const HEADER = `/*
 * The gradients of ${CORE} ${manifest.version}, bundled by tools/vendor-gradients.mjs: do not edit.
 * What its public face has comes from the installed package.
 *
 * Copyright 2018-2024 Google LLC. All Rights Reserved. Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License. You may obtain a copy of the License at
 *     http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an
 * "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific
 * language governing permissions and limitations under the License.
 */
`;

/** The text of the file. */
export async function gradientsFile() {
  const bundle = await rolldown({
    input: join(dist, 'register_all_gradients.js'),
    external: [CORE],
    plugins: [publicFace],
    platform: 'node',
    treeshake: { propertyReadSideEffects: false },
    logLevel: 'silent',
  });
  const { output } = await bundle.generate({
    format: 'cjs',
    comments: { legal: false, annotation: false, jsdoc: false },
  });
  await bundle.close();
  return HEADER + output[0].code.replace(/^\/\/#(end)?region.*\n/gm, '').replace(/^\/\/# sourceMappingURL.*\n?/gm, '');
}
