/** RD4AD's modules from its shapes. */
import { bottleneckCosts, convolutionCost, type MapShape, type ModuleCost } from '../../layers';
import { DECODER_BLOCKS, FUSION_BLOCKS } from '../borad';
import type { Rd4adArchitecture } from './architecture';

/** The map behind a block: the shortcut, if there is one, is listed last. */
const behind = (block: ModuleCost[]): MapShape => block[2].output;

function embeddingCosts({ channels, widths: [, w2, w3], midSize: [height, width] }: Rd4adArchitecture): ModuleCost[] {
  const map = (scale: number): MapShape => [height * 2 ** (3 - scale), width * 2 ** (3 - scale), channels[scale]];
  const down = (name: string, input: MapShape, outputs: number) =>
    convolutionCost(`mff.${name}`, input, { kernel: 3, channels: outputs, stride: 2, norm: 'batch' });
  const first = down('down1a', map(0), w2);
  const costs = [first, down('down1b', first.output, w3), down('down2', map(1), w3)];
  let input: MapShape = [2 * height, 2 * width, 2 * w3 + channels[2]];
  for (let i = 0; i < FUSION_BLOCKS; i++) {
    const kind = i === 0 ? 'down' : 'plain';
    const block = bottleneckCosts(`mff.blocks.${i}`, input, { width: w3 / 2, channels: 2 * w3, kind });
    costs.push(...block);
    input = behind(block);
  }
  return costs;
}

function decoderCosts({ channels, widths, heads, midSize: [height, width] }: Rd4adArchitecture): ModuleCost[] {
  const costs: ModuleCost[] = [];
  let map: MapShape = [height, width, 2 * widths[2]];
  DECODER_BLOCKS.forEach((blocks, layer) => {
    const scale = 2 - layer;
    const shape = { width: widths[scale] / 2, channels: widths[scale] };
    for (let j = 0; j < blocks; j++) {
      const block = bottleneckCosts(`dec.layers.${layer}.${j}`, map, { ...shape, kind: j === 0 ? 'up' : 'plain' });
      costs.push(...block);
      map = behind(block);
    }
    if (heads) costs.push(convolutionCost(`heads.${scale}`, map, { kernel: 1, channels: channels[scale], bias: true }));
  });
  return costs;
}

/** Every convolution, in the order in which they run. */
export function rd4adModules(architecture: Rd4adArchitecture): ModuleCost[] {
  return [...embeddingCosts(architecture), ...decoderCosts(architecture)];
}
