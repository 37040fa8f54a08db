/** The bundled gradients are those of the installed TensorFlow.js, and make its core train. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';

const root = resolve(__dirname, '../..');
const file = resolve(root, 'lib/borad/vendor/tfjs-gradients.cjs');

it('are what the tool makes of the installed core', async () => {
  // @ts-expect-error tools have no types
  const { gradientsFile } = await import('../../tools/vendor/tfjsGradients.mjs');
  expect(readFileSync(file, 'utf8')).toBe(await gradientsFile());
});

it('give every operation its gradient that the core alone has not', () => {
  const script = `
    const tf = require('@tensorflow/tfjs-core');
    require('@tensorflow/tfjs-backend-cpu');
    tf.enableProdMode();
    const before = tf.getGradient('Conv2D') !== undefined;
    require(${JSON.stringify(file)});
    const loss = (x) => tf.sum(tf.square(tf.conv2d(x, tf.ones([1, 1, 1, 1]), 1, 'same')));
    const slope = tf.grad(loss)(tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]));
    console.log(JSON.stringify([before, Array.from(slope.dataSync())]));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], { cwd: root, encoding: 'utf8' });
  expect(stderr).toBe('');
  // d sum(x^2) / dx = 2x.
  expect(JSON.parse(stdout)).toEqual([false, [2, 4, 6, 8]]);
});
