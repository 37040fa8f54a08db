/** Bottleneck ResNets up to layer3 by their shapes, with torchvision's names. */
import { bottleneckCosts, convolutionCost, type MapShape, type ModuleCost } from '../layers';

/** What distinguishes one bottleneck ResNet from another. */
export interface ResnetShape {
  /** Channels after the first convolution. */
  stem: number;
  /** Blocks of layer1, layer2 and layer3. */
  depths: [number, number, number];
  /** Channels inside their blocks. */
  widths: [number, number, number];
  /** Their output channels. */
  channels: [number, number, number];
}

/** The paper's teacher (Appendix C): 24,862,528 parameters to layer3. */
export const WIDE_RESNET_50_2: ResnetShape = {
  stem: 64,
  depths: [3, 4, 6],
  widths: [128, 256, 512],
  channels: [256, 512, 1024],
};

export const RESNET_50: ResnetShape = { ...WIDE_RESNET_50_2, widths: [64, 128, 256] };

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
      const block = bottleneckCosts(`layer${layer + 1}.${i}`, map, {
        width: shape.widths[layer],
        channels: shape.channels[layer],
        kind: layer > 0 && i === 0 ? 'down' : 'plain',
      });
      costs.push(...block);
      map = block[2].output;
    }
  });
  return costs;
}
