/** PatchCore's greedy coreset at its default settings, which takes most of its fit; patches and their projection come before. */
const { room } = require('./library.cjs');

const { createRng } = room('base');
const { greedyCoreset } = room('methods/patchcore');

/**
 * On normal numbers: real patches lie in clusters, where three times as many distances are measured.
 *
 * @param {Required<Pick<import('./workload.d.ts').Workload, 'points' | 'width' | 'entries' | 'starts'>>} workload
 * @returns {Promise<import('./workload.d.ts').Run>}
 */
async function coresetRun({ points, width, entries, starts }) {
  const drawn = { data: createRng(1).normals(points * width), width };
  const from = Array.from({ length: starts }, (_, i) => i);
  return { run: () => greedyCoreset(drawn, entries, from), dispose() {}, info: {} };
}

module.exports = { coresetRun };
