/** Names and shapes of a ResNet's weights up to layer3, as torchvision has them; timm's names are the same. */
import type { ResnetShape } from './resnetCosts';

/** A convolution with the batch norm that follows it. */
export interface NamedConvolution {
  convolution: string;
  norm: string;
  /** Outputs, inputs, and height and width of the kernel. */
  size: [number, number, number];
}

/** Every convolution in the order of the network. */
export function resnetConvolutions(shape: ResnetShape): NamedConvolution[] {
  const list: NamedConvolution[] = [{ convolution: 'conv1', norm: 'bn1', size: [shape.stem, 3, 7] }];
  let input = shape.stem;
  for (const [layer, depth] of shape.depths.entries()) {
    const [width, channels] = [shape.widths[layer], shape.channels[layer]];
    for (let i = 0; i < depth; i++) {
      const scope = `layer${layer + 1}.${i}`;
      const inner: [number, number, number][] =
        shape.block === 'basic'
          ? [
              [channels, input, 3],
              [channels, channels, 3],
            ]
          : [
              [width, input, 1],
              [width, width, 3],
              [channels, width, 1],
            ];
      for (const [at, size] of inner.entries())
        list.push({ convolution: `${scope}.conv${at + 1}`, norm: `${scope}.bn${at + 1}`, size });
      const halves = layer > 0 && i === 0;
      // Bottlenecks widen in layer1 as well; basic blocks there keep size and channels.
      if (halves || input !== channels) {
        const size: [number, number, number] = [channels, input, 1];
        list.push({ convolution: `${scope}.downsample.0`, norm: `${scope}.downsample.1`, size });
      }
      input = channels;
    }
  }
  return list;
}

/** The four vectors of a batch norm. */
export const BATCH_NORM_PARTS = ['weight', 'bias', 'running_mean', 'running_var'] as const;

/** Shape of every tensor that the teacher reads: convolutions [D, C, h, w], vectors [D]. */
export function resnetTensorShapes(shape: ResnetShape): Map<string, number[]> {
  const shapes = new Map<string, number[]>();
  for (const { convolution, norm, size } of resnetConvolutions(shape)) {
    const [outputs, inputs, kernel] = size;
    shapes.set(`${convolution}.weight`, [outputs, inputs, kernel, kernel]);
    for (const part of BATCH_NORM_PARTS) shapes.set(`${norm}.${part}`, [outputs]);
  }
  return shapes;
}
