/** Names and shapes of a model's tensors, from the architecture alone: what a file of weights must hold. */
import { type Architecture, midChannels } from './architecture';
import { DECODER_BLOCKS } from './decoder';
import { FUSION_BLOCKS } from './fusion';

/** Shape by name. */
export type ShapesByName = Map<string, number[]>;

export interface StateShapes {
  /** Trainable: `proj.`, `mff.`, `dec.` and `heads.`. */
  parameters: ShapesByName;
  /** Running statistics of the batch norms. */
  statistics: ShapesByName;
  /** The momentum projector, named as the projector without `proj.`. */
  momentumProjector: ShapesByName;
}

type Block = { width: number; input: number; output: number; kind: 'plain' | 'down' | 'up' };

/** Collects the names and shapes that the initialisers give. */
function collector() {
  const parameters: ShapesByName = new Map();
  const statistics: ShapesByName = new Map();
  const convolution = (name: string, size: number, input: number, output: number, bias: boolean) => {
    parameters.set(`${name}.weight`, [size, size, input, output]);
    if (bias) parameters.set(`${name}.bias`, [output]);
  };
  const norm = (name: string, channels: number) => {
    for (const part of ['weight', 'bias']) parameters.set(`${name}.${part}`, [channels]);
    for (const part of ['running_mean', 'running_var']) statistics.set(`${name}.${part}`, [channels]);
  };
  const block = (name: string, { width, input, output, kind }: Block) => {
    convolution(`${name}.conv1`, 1, input, width, false);
    // A transposed convolution holds its kernel as [k, k, output, input].
    if (kind === 'up') convolution(`${name}.conv2`, 2, width, width, false);
    else convolution(`${name}.conv2`, 3, width, width, false);
    convolution(`${name}.conv3`, 1, width, output, false);
    norm(`${name}.bn1`, width);
    norm(`${name}.bn2`, width);
    norm(`${name}.bn3`, output);
    if (kind === 'plain' && input === output) return;
    if (kind === 'up') parameters.set(`${name}.short.weight`, [2, 2, output, input]);
    else convolution(`${name}.short`, 1, input, output, false);
    norm(`${name}.short_bn`, output);
  };
  return { parameters, statistics, convolution, norm, block };
}

/** What `initialModel` makes for an architecture, without making it. */
export function stateShapes(architecture: Architecture): StateShapes {
  const { channels, widths, midSize, prototypes } = architecture;
  const [w1, w2, w3] = widths;
  const { parameters, statistics, convolution, norm, block } = collector();
  const momentumProjector: ShapesByName = new Map();
  widths.forEach((width, scale) => {
    const sizes = [channels[scale], width / 2, width / 4, width / 2, width];
    for (let i = 0; i < 4; i++) convolution(`proj.scale.${scale}.convs.${i}`, 3, sizes[i], sizes[i + 1], true);
  });
  for (const [name, shape] of parameters) momentumProjector.set(name.slice('proj.'.length), shape);
  for (const [name, input, output] of [
    ['1a', w1, w2],
    ['1b', w2, w3],
    ['2', w2, w3],
  ] as const) {
    convolution(`mff.down${name}`, 3, input, output, false);
    norm(`mff.bn${name}`, output);
  }
  for (let i = 0; i < FUSION_BLOCKS; i++) {
    const first = i === 0;
    const input = first ? 3 * w3 : 2 * w3;
    block(`mff.blocks.${i}`, { width: w3 / 2, input, output: 2 * w3, kind: first ? 'down' : 'plain' });
  }
  let input = midChannels(architecture);
  DECODER_BLOCKS.forEach((blocks, layer) => {
    const output = widths[2 - layer];
    for (let i = 0; i < blocks; i++) {
      block(`dec.layers.${layer}.${i}`, { width: output / 2, input, output, kind: i === 0 ? 'up' : 'plain' });
      input = output;
    }
  });
  if (architecture.heads) {
    widths.forEach((width, scale) => {
      convolution(`dec.heads.${scale}`, 1, width, channels[scale], true);
    });
  }
  const fused = midChannels(architecture);
  parameters.set('heads.bank', [midSize[0] * midSize[1], prototypes, fused]);
  convolution('heads.merge', 1, 2 * fused, fused, true);
  for (const name of ['qs1', 'qs2']) convolution(`heads.${name}`, 1, fused, fused, true);
  for (const name of ['qg1', 'qg2']) {
    parameters.set(`heads.${name}.weight`, [fused, fused]);
    parameters.set(`heads.${name}.bias`, [fused]);
  }
  return { parameters, statistics, momentumProjector };
}
