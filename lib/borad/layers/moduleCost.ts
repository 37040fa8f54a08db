/**
 * The arithmetic of a network from its shapes alone: nothing is allocated, so that the paper's size can be counted on any
 * machine. Rooms that hold networks (`teachers/`, `model/`) list their modules with it.
 */
import { ShapeError } from '../base';

/** Height, width and channels of a map; 1 x 1 for a vector. */
export type MapShape = [number, number, number];

/** What normalises a module's output. */
export type NormKind = 'none' | 'batch' | 'instance' | 'row';

/** One module for one image. */
export interface ModuleCost {
  /** Dotted name, as in a checkpoint: `mff.blocks.0.conv1`. */
  module: string;
  /** What it computes, in words: `3x3 convolution, stride 2`. */
  operation: string;
  output: MapShape;
  /** Trainable and frozen values, scale and shift of a batch norm included, its running statistics not. */
  parameters: number;
  /**
   * Multiply-adds of convolutions and matrix products in one pass; biases, norms, activations and resizing are left out.
   */
  multiplyAdds: number;
  /** Values that a norm goes through in one pass. */
  normalised: number;
  norm: NormKind;
}

/** How a convolution is described. */
export interface ConvolutionShape {
  kernel: number;
  channels: number;
  /** Default 1. */
  stride?: 1 | 2;
  /** 'depthwise' has one filter per channel, 'up' is a transposed convolution of stride 2. Default 'plain'. */
  kind?: 'plain' | 'depthwise' | 'up';
  /** Default false. */
  bias?: boolean;
  /** Default 'none'; a batch norm adds 2 parameters per channel. */
  norm?: NormKind;
}

const sizeOf = ([height, width, channels]: MapShape): number => height * width * channels;

/**
 * A convolution with what follows it. Output sides are ceil(side / stride), as with zero padding of (kernel - 1) / 2.
 *
 * @param input The map it reads.
 * @throws {ShapeError} a depthwise convolution changes the number of channels.
 */
export function convolutionCost(module: string, input: MapShape, shape: ConvolutionShape): ModuleCost {
  const { kernel, channels, stride = 1, kind = 'plain', bias = false, norm = 'none' } = shape;
  const [height, width, inputChannels] = input;
  if (kind === 'depthwise' && channels !== inputChannels) {
    throw new ShapeError(
      `${module}: a depthwise convolution keeps its ${inputChannels} channels, but ${channels} were asked for.`,
    );
  }
  const output: MapShape =
    kind === 'up'
      ? [2 * height, 2 * width, channels]
      : [Math.ceil(height / stride), Math.ceil(width / stride), channels];
  const weights = kernel * kernel * (kind === 'depthwise' ? channels : inputChannels * channels);
  // A transposed convolution uses every weight once for each location it reads, the others for each location they write.
  const places = kind === 'up' ? height * width : output[0] * output[1];
  const label = { plain: 'convolution', depthwise: 'depthwise convolution', up: 'transposed convolution' }[kind];
  const step = kind === 'up' ? 2 : stride;
  return {
    module,
    operation: `${kernel}x${kernel} ${label}${step === 1 ? '' : `, stride ${step}`}`,
    output,
    parameters: weights + (bias ? channels : 0) + (norm === 'batch' ? 2 * channels : 0),
    multiplyAdds: weights * places,
    normalised: norm === 'none' ? 0 : sizeOf(output),
    norm,
  };
}

/** A bottleneck block, by its shapes. */
export interface BottleneckShape {
  /** Channels inside. */
  width: number;
  channels: number;
  /** As in `bottleneckSum`: 'down' halves the map, 'up' doubles it. Default 'plain'. */
  kind?: 'plain' | 'down' | 'up';
}

/** The three convolutions of a bottleneck block, and the shortcut where channels or size change; each with a batch norm. */
export function bottleneckCosts(scope: string, input: MapShape, shape: BottleneckShape): ModuleCost[] {
  const { width, channels, kind = 'plain' } = shape;
  const norm = 'batch' as const;
  const change = (outputs: number, kernel: number): ConvolutionShape =>
    kind === 'up'
      ? { kernel: 2, channels: outputs, kind: 'up', norm }
      : { kernel, channels: outputs, stride: kind === 'down' ? 2 : 1, norm };
  const first = convolutionCost(`${scope}.conv1`, input, { kernel: 1, channels: width, norm });
  const second = convolutionCost(`${scope}.conv2`, first.output, change(width, 3));
  const third = convolutionCost(`${scope}.conv3`, second.output, { kernel: 1, channels, norm });
  if (kind === 'plain' && input[2] === channels) return [first, second, third];
  return [first, second, third, convolutionCost(`${scope}.short`, input, change(channels, 1))];
}

/**
 * What common counters (fvcore among them) add for each value that a norm goes through: 2 for an affine batch norm in
 * evaluation mode, 4 for a norm without scale and shift.
 */
export const NORM_OPERATIONS: Record<NormKind, number> = { none: 0, batch: 2, instance: 4, row: 4 };

/** One operation per multiply-add and those of the norms: the convention behind Table 4's "GFLOPs" as far as it can be known. */
export function countedOperations({ multiplyAdds, normalised, norm }: ModuleCost): number {
  return multiplyAdds + NORM_OPERATIONS[norm] * normalised;
}

/** Sums of a list of modules. */
export interface CostSum {
  parameters: number;
  multiplyAdds: number;
}

/** Parameters and multiply-adds of all modules. */
export function sumCosts(costs: readonly ModuleCost[]): CostSum {
  return {
    parameters: costs.reduce((sum, cost) => sum + cost.parameters, 0),
    multiplyAdds: costs.reduce((sum, cost) => sum + cost.multiplyAdds, 0),
  };
}

/** Ends of the names of a block's convolutions. */
const WITHIN_BLOCK = /\.(conv\d|short|expand|depthwise|project)$/;

/** The convolutions of each residual block as one row, which has the block's name and output; other modules stay as they are. */
export function groupBlocks(costs: readonly ModuleCost[]): ModuleCost[] {
  const groups = new Map<string, ModuleCost[]>();
  for (const cost of costs) {
    const name = cost.module.replace(WITHIN_BLOCK, '');
    groups.set(name, [...(groups.get(name) ?? []), cost]);
  }
  return [...groups].map(([module, parts]) => {
    if (parts.length === 1) return { ...parts[0], module };
    // The shortcut is listed last, but the block's output is that of the last convolution on the main path.
    const main = parts.filter((part) => !part.module.endsWith('.short'));
    return {
      module,
      operation: `block of ${parts.length} convolutions`,
      output: main[main.length - 1].output,
      ...sumCosts(parts),
      normalised: parts.reduce((sum, part) => sum + part.normalised, 0),
      norm: parts[0].norm,
    };
  });
}
