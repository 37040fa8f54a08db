// Third-party notices of the package borad, from the lock file: what is inside of it, and what is installed with it.

/** @typedef {Record<string, { version?: string, license?: string, dependencies?: object, optionalDependencies?: object }>} Packages by their place in the lock file */

const HEAD = `# Third-party notices

Written by \`npm run notices\` from the lock file: do not edit.

## Inside of this package

| file | from | licence |
| --- | --- | --- |
| \`assets/objectron_solution_packed_assets.data\` | npm \`@mediapipe/objectron\` 0.4.1675468480, unchanged; copyright The MediaPipe Authors | Apache-2.0 (\`assets/LICENSE\`) |
| \`vendor/tfjs-gradients.cjs\` | npm \`@tensorflow/tfjs-core\` CORE, bundled; copyright Google LLC | Apache-2.0 (\`assets/LICENSE\`) |

## Installed with this package

Each brings its own licence text. Of packages for one platform only those of the user's platform are installed.

| package | version | licence |
| --- | --- | --- |
`;

/**
 * The place in the lock file where `from` finds the package `name`: in its own folder, else in those above.
 *
 * @param {Packages} packages
 * @param {string} from
 * @param {string} name
 */
function placeOf(packages, from, name) {
  const parts = from.split('/');
  for (let depth = parts.length; depth >= 0; depth--) {
    const folder = parts.slice(0, depth).join('/');
    const place = `${folder ? `${folder}/` : ''}node_modules/${name}`;
    if (packages[place]) return place;
  }
  return undefined;
}

/**
 * The places of everything that a workspace needs, directly or not.
 *
 * @param {Packages} packages
 * @param {string} workspace
 */
function closure(packages, workspace) {
  /** @type {Set<string>} */
  const found = new Set();
  const visit = (/** @type {string} */ place) => {
    const { dependencies = {}, optionalDependencies = {} } = packages[place];
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const next = placeOf(packages, place, name);
      if (!next || found.has(next)) continue;
      found.add(next);
      visit(next);
    }
  };
  visit(workspace);
  return found;
}

/**
 * The text of lib/borad/THIRD-PARTY-NOTICES.md.
 *
 * @param {{ packages: Packages }} lock
 */
export function notices({ packages }) {
  const rows = [...closure(packages, 'lib/borad')].map((place) => {
    const { version, license } = packages[place];
    if (!license) throw new Error(`package-lock.json names no licence of ${place}.`);
    return `| \`${place.split('node_modules/').pop()}\` | ${version} | ${license} |`;
  });
  const core = packages['node_modules/@tensorflow/tfjs-core'].version;
  return `${HEAD.replace('CORE', String(core))}${[...new Set(rows)].sort().join('\n')}\n`;
}
