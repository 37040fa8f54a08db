/** Multiply-adds of DeSTSeg's networks from their shapes. */
import { present } from '../../base';
import { convolutionCost, type MapShape, type ModuleCost } from '../../layers';
import type { Architecture } from './architecture';

/** The convolutions of a basic block. */
function blockCosts(name: string, input: MapShape, channels: number, stride: 1 | 2 = 1): ModuleCost[] {
  const first = convolutionCost(`${name}.conv1`, input, { kernel: 3, channels, stride, norm: 'batch' });
  const second = convolutionCost(`${name}.conv2`, first.output, { kernel: 3, channels, norm: 'batch' });
  if (input[2] === channels && stride === 1) return [first, second];
  return [first, second, convolutionCost(`${name}.short`, input, { kernel: 1, channels, stride, norm: 'batch' })];
}

/** The last map of some convolutions in a row, where a shortcut does not count. */
const outputOf = (modules: ModuleCost[]): MapShape =>
  present(modules.filter(({ module }) => !module.endsWith('.short')).at(-1), 'convolution').output;

function studentCosts({ channels, widths, deepest, sizes }: Architecture): ModuleCost[] {
  const modules: ModuleCost[] = [];
  let map: MapShape = [sizes[0], sizes[0], channels[0]];
  const add = (name: string, width: number, stride: 1 | 2 = 1) => {
    modules.push(...blockCosts(`student.${name}`, map, width, stride));
    map = outputOf(modules);
  };
  [...widths, deepest].forEach((width, i) => {
    add(`enc.${i}`, width, i === 0 ? 1 : 2);
  });
  add('dec.0', deepest);
  for (let scale = 2; scale >= 0; scale--) {
    map = [sizes[scale], sizes[scale], map[2]];
    add(`dec.${3 - scale}`, widths[scale]);
    modules.push(convolutionCost(`student.heads.${scale}`, map, { kernel: 1, channels: channels[scale], bias: true }));
  }
  return modules;
}

function segmentationCosts({ channels, segmentation: width, rates, sizes: [side] }: Architecture): ModuleCost[] {
  const input: MapShape = [side, side, channels.reduce((a, b) => a + b, 0)];
  const map: MapShape = [side, side, width];
  const normed = (name: string, from: MapShape, kernel: number) =>
    convolutionCost(`seg.${name}`, from, { kernel, channels: width, norm: 'batch' });
  return [
    ...blockCosts('seg.res.0', input, width),
    ...blockCosts('seg.res.1', map, width),
    normed('pool', [1, 1, width], 1),
    ...rates.map((_, i) => normed(`aspp.${i}`, map, 3)),
    normed('fuse', [side, side, (1 + rates.length) * width], 3),
    normed('last', map, 3),
    convolutionCost('seg.out', map, { kernel: 1, channels: 1, bias: true }),
  ];
}

/** Every convolution of both networks, in the order in which they run. */
export function moduleCosts(architecture: Architecture): ModuleCost[] {
  return [...studentCosts(architecture), ...segmentationCosts(architecture)];
}

/** Multiply-adds of one image through both networks. */
export function cost(architecture: Architecture): number {
  return moduleCosts(architecture).reduce((sum, { multiplyAdds }) => sum + multiplyAdds, 0);
}
