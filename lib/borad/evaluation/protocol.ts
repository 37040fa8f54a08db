/** The choices that change a metric's value, in words. */
import { type ImageSize, sizeText } from '../base';
import type { RunConfig } from '../config';
import { isCut } from '../datasets';
import { scoreText } from '../detection';

/** The choices that change a metric's value; always shown with it. */
export interface Protocol {
  imageSize: ImageSize;
  imageScore: string;
  smoothing: string;
  aupro: string;
  /** Only where the pixel F1-max is not taken at every threshold. */
  pixelF1?: string;
  masks: string;
  /** Only of runs that cut photos into tiles or ignore a region. */
  maps?: string;
  averaging: string;
}

const MASK_RULES: Record<RunConfig['data']['maskRule'], string> = {
  overlap: 'any-overlap resize, above 0 is anomalous',
  nearest: 'nearest resize, above 0 is anomalous',
  bilinear: 'bilinear resize, above a half is anomalous',
};

/** What is done to maps of photos that are not shown whole. */
function cutText({ data }: Pick<RunConfig, 'data'>): { maps?: string } {
  if (!isCut(data)) return {};
  const { side, overlap } = data.tiling;
  const parts = [
    ...(side > 0 ? [`tiles of ${side} px, ${Math.round(100 * overlap)}% in common at least, blended`] : []),
    ...(data.roi
      ? ['outside of the region of interest maps are 0 and no pixel is anomalous, which raises pixel metrics']
      : []),
    `measured at ${sizeText(data.imageSize)}, each pixel the greatest value under it`,
  ];
  return { maps: parts.join('; ') };
}

/** The protocol in words. */
export function protocolOf(
  config: Pick<RunConfig, 'data' | 'detection'>,
  evaluation: RunConfig['evaluation'],
): Protocol {
  const { smoothing } = config.detection;
  return {
    imageSize: config.data.imageSize,
    imageScore: scoreText(config.detection),
    smoothing: smoothing > 0 ? `Gaussian, sigma ${smoothing} px, symmetric borders` : 'none',
    aupro: `8-connected regions, ${evaluation.auproStrips > 0 ? `${evaluation.auproStrips} equal strips` : 'every threshold'}, to FPR ${evaluation.fprLimit} of the category's normal pixels, divided by it`,
    ...(evaluation.f1Thresholds > 0
      ? { pixelF1: `at ${evaluation.f1Thresholds} equally spaced thresholds of the category's maps` }
      : {}),
    masks: `${MASK_RULES[config.data.maskRule]} (from half of the brightest in lossy or antialiased masks)`,
    ...cutText(config),
    averaging: 'each category by itself, then the mean over categories; pixels of a category are pooled',
  };
}
