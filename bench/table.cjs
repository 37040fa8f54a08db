/** The recorded measurements as a table for docs/engine.md. */
const { markdownTable } = require('borad').display;

/** One row per workload: compiled, eager and PyTorch in images per second, and the ratio that was measured in turn. */
function speedTable({ rows }) {
  const names = [...new Set(rows.map(({ name }) => name))];
  const of = (name, engine) => rows.find((row) => row.name === name && row.engine === engine);
  const rate = (row) => (row ? row.imgPerSecond.toFixed(1) : '–');
  return markdownTable({
    columns: ['images per second', 'compiled', 'PyTorch', 'compiled / PyTorch', 'eager'],
    rows: names.map((name) => {
      const compiled = of(name, 'compiled');
      const ratio = compiled.vsTorch === null ? '–' : compiled.vsTorch.toFixed(2);
      return [name, rate(compiled), rate(of(name, 'PyTorch')), ratio, rate(of(name, 'eager'))];
    }),
  });
}

module.exports = { speedTable };
