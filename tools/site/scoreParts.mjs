/** The scores of the page of the threshold: those that recorded runs gave the test images. */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { datasets } = require('borad');
const { study } = require('borad-notebooks');

/** Runs of seed 1 with their scores, and what the images are. */
export async function scoreParts() {
  const runs = await study.getComparison({ seeds: [1] });
  const samples = datasets
    .openDataset('procedural', runs[0].config.data)
    .samples.filter(({ split }) => split === 'test');
  const defective = samples.map(({ defect }) => defect !== 'good');
  const count = defective.filter(Boolean).length;
  return {
    words: { normal: samples.length - count, defective: count },
    data: {
      categories: samples.map(({ category }) => category),
      defective,
      detectors: runs.map(({ variant, scores }) => ({ name: variant, scores })),
    },
  };
}
