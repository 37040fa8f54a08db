/** The recorded measurements as a table for docs/engine.md. */
const { markdownTable } = require('borad').display;

/** @typedef {{ name: string, engine: string, imgPerSecond: number, vsTorch: number | null }} Recorded */

/**
 * One row per workload: compiled, eager and PyTorch in images per second, and the ratio that was measured in turn.
 *
 * @param {{ rows: Recorded[] }} record
 */
function speedTable({ rows }) {
  const names = [...new Set(rows.map(({ name }) => name))];
  /** @type {(name: string, engine: string) => Recorded | undefined} */
  const of = (name, engine) => rows.find((row) => row.name === name && row.engine === engine);
  const rate = (/** @type {Recorded | undefined} */ row) => (row ? row.imgPerSecond.toFixed(1) : '–');
  return markdownTable({
    columns: ['images per second', 'compiled', 'PyTorch', 'compiled / PyTorch', 'eager'],
    rows: names.map((name) => {
      const compiled = of(name, 'compiled');
      const ratio = compiled?.vsTorch?.toFixed(2) ?? '–';
      return [name, rate(compiled), rate(of(name, 'PyTorch')), ratio, rate(of(name, 'eager'))];
    }),
  });
}

module.exports = { speedTable };
