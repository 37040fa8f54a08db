/** Reports of mutation runs as Markdown: a row per file, and the changes that no test noticed. */

/** @typedef {{ line: number, column: number }} Place */
/** @typedef {{ status?: string, replacement?: string, location: { start: Place, end: Place } }} Mutant */
/** @typedef {{ files: Record<string, { source: string, mutants: Mutant[] }> }} Report what Stryker's schema calls so, as far as it is read here */

const KILLED = ['Killed', 'Timeout'];

/**
 * `a < b` becomes `a <= b`: one line, as in a table's cell.
 *
 * @param {string} text
 */
const inline = (text) => `\`${text.replace(/\s+/g, ' ').replaceAll('|', '\\|').replaceAll('`', "'").slice(0, 80)}\``;

/**
 * What stood where a mutant stands.
 *
 * @param {string} source
 * @param {{ start: Place, end: Place }} location
 */
function original(source, { start, end }) {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  const last = lines.length - 1;
  lines[last] = lines[last].slice(0, end.column - 1);
  lines[0] = lines[0].slice(start.column - 1);
  return lines.join(' ');
}

/** @param {Report[]} reports */
function filesOf(reports) {
  return reports
    .flatMap(({ files }) => Object.entries(files))
    .map(([path, { source, mutants }]) => ({ path: path.replace('lib/borad/', ''), source, mutants }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/**
 * The tables of some reports in Stryker's form. The score of a file is the share of its valid mutants that were killed or never
 * ended.
 *
 * @param {Report[]} reports
 */
export function markdownOf(reports) {
  const files = filesOf(reports);
  const rows = files.map(({ path, mutants }) => {
    const count = (/** @type {string[]} */ ...states) =>
      mutants.filter(({ status }) => states.includes(String(status))).length;
    const [killed, missed, uncovered] = [count(...KILLED), count('Survived'), count('NoCoverage')];
    const all = killed + missed + uncovered;
    return `| \`${path}\` | ${all} | ${killed} | ${missed} | ${uncovered} | ${all ? ((100 * killed) / all).toFixed(0) : '–'} |`;
  });
  const survivors = files.flatMap(({ path, source, mutants }) =>
    mutants
      .filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
      .map(({ location, replacement = '' }) => {
        const place = `\`${path}\`:${location.start.line}`;
        return `| ${place} | ${inline(original(source, location))} | ${inline(replacement)} | |`;
      }),
  );
  return [
    '| file | mutants | killed | survived | not reached | score |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
    '',
    '| survivor | code | changed to | why |',
    '| --- | --- | --- | --- |',
    ...survivors,
  ].join('\n');
}
