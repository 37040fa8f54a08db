/** A TypeScript project that uses borad as a package: what its files say. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Strict, and without skipLibCheck, so that the declarations of the packages are checked, too. */
const TSCONFIG = {
  compilerOptions: {
    ...{ target: 'es2022', module: 'nodenext', strict: true, skipLibCheck: false, types: ['node'] },
    ...{ outDir: 'out', rootDir: 'source' },
  },
  include: ['source'],
};

/** An ES module that trains 20 steps on generated images, scores one of them and leaves both for the command line. */
const TRAIN = `import { mkdirSync, writeFileSync } from 'node:fs';
import * as borad from 'borad';
import type { RunConfig } from 'borad';

const config: RunConfig = borad.resolveConfig(borad.presetOverrides('quick'), {
  data: { imageSize: 128, categories: ['nut'], procedural: { train: 8, testGood: 2, testDefective: 2 } },
  training: { steps: 20, batchSize: 4 },
});
await borad.prepareBackend();
const teacher = borad.loadTeacher(config.teacher.name, config.teacher);
const dataset = borad.openDataset('procedural', config.data);
const { model, record, history } = await borad.train({ config, teacher, dataset, out: 'run' });
const detector = borad.createDetector({ architecture: record.architecture, config, teacher, model });
const sample = dataset.samples.find(({ split }) => split === 'test');
if (!sample) throw new Error('The generated set has no test image.');
const { pixels } = await dataset.read(sample);
const { scores } = await detector.detect(Float32Array.from(pixels), 1);
const score: number = scores[0] ?? Number.NaN;
if (history.length !== 20 || !(score > 0)) throw new Error(\`\${history.length} steps, score \${score}\`);
console.log(\`20 steps, score \${score}\`);
`;

/** A CommonJS module that uses one room alone. */
const MEASURE = `import metrics = require('borad/metrics');

const value: number = metrics.auroc([0, 0, 1, 1], Float32Array.of(0.1, 0.2, 0.8, 0.9));
if (value !== 1) throw new Error(\`AUROC of a perfect order: \${value}\`);
console.log('AUROC 1');
`;

/**
 * Writes the project; the packages are not installed yet.
 *
 * @param {string} folder
 */
export function writeEmptyProject(folder) {
  mkdirSync(join(folder, 'source'), { recursive: true });
  writeFileSync(
    join(folder, 'package.json'),
    `${JSON.stringify({ name: 'empty', version: '1.0.0', private: true })}\n`,
  );
  writeFileSync(join(folder, 'tsconfig.json'), `${JSON.stringify(TSCONFIG)}\n`);
  writeFileSync(join(folder, 'source', 'train.mts'), TRAIN);
  writeFileSync(join(folder, 'source', 'measure.cts'), MEASURE);
}
