/** MobileNetV2 (arXiv 1801.04381, Table 2) up to the maps that the default teacher reads, by its shapes. */
import { convolutionCost, type MapShape, type ModuleCost } from '../layers';
import type { TeacherOptions } from './teacher';

/** Expansion t, channels c, repeats n, stride s of the rows up to the third map. */
const ROWS: { expansion: number; channels: number; repeats: number; stride: 1 | 2 }[] = [
  { expansion: 1, channels: 16, repeats: 1, stride: 1 },
  { expansion: 6, channels: 24, repeats: 2, stride: 2 },
  { expansion: 6, channels: 32, repeats: 3, stride: 2 },
  { expansion: 6, channels: 64, repeats: 4, stride: 2 },
  { expansion: 6, channels: 96, repeats: 3, stride: 1 },
];
const STEM = 32;
const EXPANSION = 6;

/**
 * Every convolution that the default teacher computes; batch norms are folded into their biases.
 *
 * @param imageSize Side of the image in pixels.
 * @param taps `expansion` adds the widening convolution after the third map.
 */
export function mobilenetV2Costs(imageSize: number, taps: TeacherOptions['taps'] = 'bottleneck'): ModuleCost[] {
  const costs: ModuleCost[] = [];
  let map: MapShape = [imageSize, imageSize, 3];
  const add = (module: string, shape: { kernel: number; channels: number; stride?: 1 | 2; kind?: 'depthwise' }) => {
    const cost = convolutionCost(module, map, { ...shape, bias: true });
    costs.push(cost);
    map = cost.output;
  };
  add('stem', { kernel: 3, channels: STEM, stride: 2 });
  let block = 0;
  for (const { expansion, channels, repeats, stride } of ROWS) {
    for (let i = 0; i < repeats; i++, block++) {
      const wide = expansion * map[2];
      if (expansion > 1) add(`blocks.${block}.expand`, { kernel: 1, channels: wide });
      add(`blocks.${block}.depthwise`, {
        kernel: 3,
        channels: wide,
        stride: i === 0 ? stride : 1,
        kind: 'depthwise',
      });
      add(`blocks.${block}.project`, { kernel: 1, channels });
    }
  }
  if (taps === 'expansion') add(`blocks.${block}.expand`, { kernel: 1, channels: EXPANSION * map[2] });
  return costs;
}
