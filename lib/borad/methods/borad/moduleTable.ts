/** The student and the alignment heads, module by module, from the architecture alone (method.md, section 1). */
import { bottleneckCosts, type CostSum, convolutionCost, type MapShape, type ModuleCost, sumCosts } from '../../layers';
import { type Architecture, midChannels } from './architecture';
import { DECODER_BLOCKS } from './decoder';
import { FUSION_BLOCKS } from './fusion';

/** Parts of the network, in the order in which data passes. */
export type ModelPart = 'projector' | 'momentumProjector' | 'fusion' | 'decoder' | 'prototypeHeads';

/** A module of the model, and how often one image passes it. */
export interface ModelModule extends ModuleCost {
  part: ModelPart;
  /** False for the momentum projector, which only its moving average changes. */
  trainable: boolean;
  /** At test time: 1 or 0. */
  inferencePasses: number;
  /** In a training forward with both alignments: fusion and merge serve the online and the target view. */
  trainingPasses: number;
}

/** The teacher's three maps, finest first: each has twice the side of the next, the last twice that of the fused map. */
export function featureShapes({ midSize: [height, width], channels }: Architecture): MapShape[] {
  return channels.map((count, scale) => [height * 2 ** (3 - scale), width * 2 ** (3 - scale), count]);
}

function projectorCosts(architecture: Architecture): ModuleCost[] {
  return featureShapes(architecture).flatMap((shape, scale) => {
    const width = architecture.widths[scale];
    let map = shape;
    return [width / 2, width / 4, width / 2, width].map((channels, i) => {
      const cost = convolutionCost(`scale.${scale}.convs.${i}`, map, {
        kernel: 3,
        channels,
        bias: true,
        norm: 'instance',
      });
      map = cost.output;
      return cost;
    });
  });
}

function fusionCosts(architecture: Architecture): ModuleCost[] {
  const [w1, w2, w3] = architecture.widths;
  const [fine, middle, coarse] = featureShapes(architecture);
  const down = (name: string, [height, width]: MapShape, input: number, channels: number): ModuleCost =>
    convolutionCost(`mff.${name}`, [height, width, input], { kernel: 3, channels, stride: 2, norm: 'batch' });
  const first = down('down1a', fine, w1, w2);
  const costs = [first, down('down1b', first.output, w2, w3), down('down2', middle, w2, w3)];
  let map: MapShape = [coarse[0], coarse[1], 3 * w3];
  for (let i = 0; i < FUSION_BLOCKS; i++) {
    const kind = i === 0 ? 'down' : 'plain';
    const block = bottleneckCosts(`mff.blocks.${i}`, map, { width: w3 / 2, channels: 2 * w3, kind });
    costs.push(...block);
    map = block[2].output;
  }
  return costs;
}

function decoderCosts(architecture: Architecture): ModuleCost[] {
  const costs: ModuleCost[] = [];
  let map: MapShape = [...architecture.midSize, midChannels(architecture)];
  const heads: ModuleCost[] = [];
  DECODER_BLOCKS.forEach((blocks, layer) => {
    const scale = 2 - layer;
    const channels = architecture.widths[scale];
    for (let i = 0; i < blocks; i++) {
      const kind = i === 0 ? 'up' : 'plain';
      const block = bottleneckCosts(`dec.layers.${layer}.${i}`, map, { width: channels / 2, channels, kind });
      costs.push(...block);
      map = block[2].output;
    }
    if (architecture.heads) {
      const shape = { kernel: 1, channels: architecture.channels[scale], bias: true };
      heads.unshift(convolutionCost(`dec.heads.${scale}`, map, shape));
    }
  });
  return [...costs, ...heads];
}

/** Bank, merge, q_s and q_g; q_g sees one row for each anchor (Section 3.4). */
function headCosts(architecture: Architecture): ModuleCost[] {
  const channels = midChannels(architecture);
  const count = architecture.prototypes;
  const [height, width] = architecture.midSize;
  const map: MapShape = [height, width, channels];
  const values = height * width * count * channels;
  const bank: ModuleCost = {
    module: 'heads.bank',
    operation: `${count} prototypes a location`,
    output: map,
    parameters: values,
    // Similarities, then the weighted sum.
    multiplyAdds: 2 * values,
    normalised: 0,
    norm: 'none',
  };
  const pointwise = (name: string, input: number): ModuleCost =>
    convolutionCost(`heads.${name}`, [height, width, input], { kernel: 1, channels, bias: true, norm: 'instance' });
  const dense = (name: string): ModuleCost => ({
    module: `heads.${name}`,
    operation: `dense, ${count} rows`,
    output: [count, 1, channels],
    parameters: channels * channels + channels,
    multiplyAdds: count * channels * channels,
    normalised: count * channels,
    norm: 'row',
  });
  return [
    bank,
    pointwise('merge', 2 * channels),
    pointwise('qs1', channels),
    pointwise('qs2', channels),
    dense('qg1'),
    dense('qg2'),
  ];
}

/**
 * Every module of projector, momentum projector, fusion, decoder and alignment heads for one image, in the names of a
 * checkpoint. Nothing is allocated, so the paper's size costs nothing.
 */
export function moduleTable(architecture: Architecture): ModelModule[] {
  const projector = projectorCosts(architecture);
  const part = (
    name: ModelPart,
    costs: ModuleCost[],
    inferencePasses: number,
    trainingPasses: (cost: ModuleCost) => number,
  ): ModelModule[] =>
    costs.map((cost) => ({
      ...cost,
      part: name,
      trainable: name !== 'momentumProjector',
      inferencePasses,
      trainingPasses: trainingPasses(cost),
    }));
  const renamed = (prefix: string) => projector.map((cost) => ({ ...cost, module: `${prefix}.${cost.module}` }));
  return [
    ...part('projector', renamed('proj'), 1, () => 1),
    ...part('momentumProjector', renamed('momentum'), 0, () => 1),
    ...part('fusion', fusionCosts(architecture), 1, () => 2),
    ...part('decoder', decoderCosts(architecture), 1, () => 1),
    ...part('prototypeHeads', headCosts(architecture), 0, ({ module }) => (/bank|merge/.test(module) ? 2 : 1)),
  ];
}

/** Sums over the parts; the alignment heads one by one. */
export interface PartSums {
  projector: CostSum;
  fusion: CostSum;
  decoder: CostSum;
  bank: CostSum;
  merge: CostSum;
  spatialPredictor: CostSum;
  globalPredictor: CostSum;
}

/** Parameters and multiply-adds of one pass by part; the momentum projector is as large as the projector. */
export function partSums(architecture: Architecture): PartSums {
  const table = moduleTable(architecture);
  const sum = (pattern: RegExp): CostSum => sumCosts(table.filter(({ module }) => pattern.test(module)));
  return {
    projector: sum(/^proj\./),
    fusion: sum(/^mff\./),
    decoder: sum(/^dec\./),
    bank: sum(/^heads\.bank/),
    merge: sum(/^heads\.merge/),
    spatialPredictor: sum(/^heads\.qs/),
    globalPredictor: sum(/^heads\.qg/),
  };
}
