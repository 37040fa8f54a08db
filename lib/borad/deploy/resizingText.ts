import { photoSizeText } from '../base';
import type { RunRecord } from '../training';

/** How far the pixels that an exported graph shows to the network are those of `borad score`, in words. */
export function resizingText({ resize, imageSize }: RunRecord['config']['data']): string {
  const filter = "a triangle filter in whole numbers, which is Pillow's BILINEAR to within one grey level";
  if (resize === 'antialias')
    return `The graph resizes photos as \`borad score\` does for this run (data.resize=antialias): by ${filter}. Photos of any size give the same pixels and the same score.`;
  return `The graph resizes photos by ${filter}; \`borad score\` resizes them by libvips for this run (data.resize=libvips). Photos of ${photoSizeText(imageSize)} pixels are the same to both. Of others, pixels differ by up to 1 grey level where a photo shrinks to more than half, by up to 6 below, and by more at edges where a photo is enlarged. A run trained with --set data.resize=antialias has no such difference.`;
}
