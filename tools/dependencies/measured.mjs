// Licence and size of installed packages, as docs/dependencies.md prints them.

/** @typedef {{ before: number, after: number }} Size bytes as installed, and those that `npm run prune` leaves */
/** @typedef {Map<string, Size>} Sizes by the name of the package */
/** @typedef {{ name: string, license?: string, optionalDependencies?: object }} Manifest */

const MEGABYTE = 1e6;

/**
 * `12` or `0.3`: megabytes.
 *
 * @param {number} bytes
 */
export const megabytes = (bytes) => {
  const size = bytes / MEGABYTE;
  return size < 0.95 ? size.toFixed(1) : size.toFixed(0);
};

/**
 * The name of the package that a file below node_modules belongs to: `a`, `@scope/a`.
 *
 * @param {string} name
 */
export function packageOf(name) {
  return name.replace(/^(?:.*[\\/]node_modules[\\/])?((?:@[^\\/]+[\\/])?[^\\/]+).*$/s, '$1').replace('\\', '/');
}

/**
 * The bytes of each package.
 *
 * @param {{ name: string, bytes: number, prunable: boolean }[]} files names below node_modules
 * @returns {Sizes}
 */
export function packageSizes(files) {
  /** @type {Sizes} */
  const sizes = new Map();
  for (const { name, bytes, prunable } of files) {
    const key = packageOf(name);
    const { before, after } = sizes.get(key) ?? { before: 0, after: 0 };
    sizes.set(key, { before: before + bytes, after: after + (prunable ? 0 : bytes) });
  }
  return sizes;
}

/**
 * Own files and those of the packages with its binaries for this platform.
 *
 * @param {Manifest} manifest
 * @param {Sizes} sizes
 */
function sizeOf(manifest, sizes) {
  const parts = [manifest.name, ...Object.keys(manifest.optionalDependencies ?? {})].flatMap(
    (name) => sizes.get(name) ?? [],
  );
  return parts.reduce((sum, part) => ({ before: sum.before + part.before, after: sum.after + part.after }), {
    before: 0,
    after: 0,
  });
}

/** @param {Size} size */
function sizeText({ before, after }) {
  const [whole, left] = [megabytes(before), megabytes(after)];
  return whole === left ? whole : `${whole} (${left})`;
}

/**
 * The licence that a manifest names.
 *
 * @param {Pick<Manifest, 'license'>} manifest
 */
export const licenceOf = ({ license }) =>
  (license ?? 'none named').replace(/^SEE LICENSE IN .*/, 'its own (see its README)');

/**
 * A page with the columns licence and size of its tables of dependencies filled in.
 *
 * @param {string} page
 * @param {(name: string) => Manifest} manifestOf the package.json of an installed package
 * @param {Sizes} sizes
 */
export function withMeasures(page, manifestOf, sizes) {
  const row = /^\| `([^`]+)`([^|]*)\| ([^|]*)\| ([^|]*)\| ([^|]*)\| (.*)$/gm;
  return page.replace(row, (_, name, mark, use, _licence, _size, rest) => {
    const manifest = manifestOf(name);
    return `| \`${name}\`${mark}| ${use}| ${licenceOf(manifest)} | ${sizeText(sizeOf(manifest, sizes))} | ${rest}`;
  });
}

/**
 * The table of the largest packages, as Markdown.
 *
 * @param {Sizes} sizes
 * @param {number} count
 */
export function largest(sizes, count) {
  const rows = [...sizes].sort(([, a], [, b]) => b.before - a.before).slice(0, count);
  const all = [...sizes.values()].reduce(
    (sum, { before, after }) => ({ before: sum.before + before, after: sum.after + after }),
    { before: 0, after: 0 },
  );
  return [
    '| package | as installed, MB | after `npm run prune`, MB |',
    '| --- | --- | --- |',
    ...rows.map(([name, { before, after }]) => `| \`${name}\` | ${megabytes(before)} | ${megabytes(after)} |`),
    `| all ${sizes.size} | ${megabytes(all.before)} | ${megabytes(all.after)} |`,
  ].join('\n');
}
