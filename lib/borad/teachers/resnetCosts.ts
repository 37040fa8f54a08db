/** ResNets up to layer3 by their shapes, with torchvision's names. */
import { bottleneckCosts, convolutionCost, type MapShape, type ModuleCost } from '../layers';

/** What distinguishes one ResNet from another. */
export interface ResnetShape {
  /** Channels after the first convolution. */
  stem: number;
  /** Blocks of layer1, layer2 and layer3. */
  depths: [number, number, number];
  /** Channels inside their blocks. */
  widths: [number, number, number];
  /** Their output channels; those of basic blocks are their widths. */
  channels: [number, number, number];
  /** 'bottleneck' (1x1, 3x3, 1x1) or 'basic' (3x3, 3x3; arXiv 1512.03385, Figure 5). Default 'bottleneck'. */
  block?: 'bottleneck' | 'basic';
}

/** The paper's teacher (Appendix C): 24,862,528 parameters to layer3. */
export const WIDE_RESNET_50_2: ResnetShape = {
  stem: 64,
  depths: [3, 4, 6],
  widths: [128, 256, 512],
  channels: [256, 512, 1024],
};

export const RESNET_50: ResnetShape = { ...WIDE_RESNET_50_2, widths: [64, 128, 256] };

export const RESNET_18: ResnetShape = {
  stem: 64,
  depths: [2, 2, 2],
  widths: [64, 128, 256],
  channels: [64, 128, 256],
  block: 'basic',
};

/** Stride of layer1's map: the first convolution and the maximum pooling halve it. */
export const RESNET_STRIDES: [number, number, number] = [4, 8, 16];

/**
 * Every convolution of a ResNet to layer3, with the batch norm that follows it.
 *
 * @param imageSize Side of the image in pixels.
 */
export function resnetCosts(imageSize: number, shape: ResnetShape = WIDE_RESNET_50_2): ModuleCost[] {
  const stem = convolutionCost('conv1', [imageSize, imageSize, 3], {
    kernel: 7,
    channels: shape.stem,
    stride: 2,
    norm: 'batch',
  });
  const costs = [stem];
  let map: MapShape = [Math.ceil(stem.output[0] / 2), Math.ceil(stem.output[1] / 2), shape.stem];
  shape.depths.forEach((depth, layer) => {
    for (let i = 0; i < depth; i++) {
      const scope = `layer${layer + 1}.${i}`;
      const kind = layer > 0 && i === 0 ? 'down' : 'plain';
      const [width, channels] = [shape.widths[layer], shape.channels[layer]];
      const isBasic = shape.block === 'basic';
      const block = isBasic
        ? basicCosts(scope, map, { channels, kind })
        : bottleneckCosts(scope, map, { width, channels, kind });
      costs.push(...block);
      map = block[isBasic ? 1 : 2].output;
    }
  });
  return costs;
}

/** The two convolutions of a basic block, and the shortcut where channels or size change; each with a batch norm. */
function basicCosts(scope: string, input: MapShape, shape: { channels: number; kind: 'plain' | 'down' }): ModuleCost[] {
  const { channels, kind } = shape;
  const stride = kind === 'down' ? 2 : 1;
  const first = convolutionCost(`${scope}.conv1`, input, { kernel: 3, channels, stride, norm: 'batch' });
  const second = convolutionCost(`${scope}.conv2`, first.output, { kernel: 3, channels, norm: 'batch' });
  if (kind === 'plain' && input[2] === channels) return [first, second];
  return [first, second, convolutionCost(`${scope}.short`, input, { kernel: 1, channels, stride, norm: 'batch' })];
}
