/** The choices that change a metric's value, in words. */
import type { RunConfig } from '../config';

/** The choices that change a metric's value; always shown with it. */
export interface Protocol {
  imageSize: number;
  imageScore: string;
  smoothing: string;
  aupro: string;
  /** Only where the pixel F1-max is not taken at every threshold. */
  pixelF1?: string;
  masks: string;
  averaging: string;
}

const MASK_RULES: Record<RunConfig['data']['maskRule'], string> = {
  overlap: 'any-overlap resize, above 0 is anomalous',
  nearest: 'nearest resize, above 0 is anomalous',
  bilinear: 'bilinear resize, above a half is anomalous',
};

/** The protocol in words. */
export function protocolOf(
  config: Pick<RunConfig, 'data' | 'detection'>,
  evaluation: RunConfig['evaluation'],
): Protocol {
  const { smoothing } = config.detection;
  return {
    imageSize: config.data.imageSize,
    imageScore: 'maximum of the anomaly map',
    smoothing: smoothing > 0 ? `Gaussian, sigma ${smoothing} px, symmetric borders` : 'none',
    aupro: `8-connected regions, ${evaluation.auproStrips > 0 ? `${evaluation.auproStrips} equal strips` : 'every threshold'}, to FPR ${evaluation.fprLimit} of the category's normal pixels, divided by it`,
    ...(evaluation.f1Thresholds > 0
      ? { pixelF1: `at ${evaluation.f1Thresholds} equally spaced thresholds of the category's maps` }
      : {}),
    masks: `${MASK_RULES[config.data.maskRule]} (from half of the brightest in lossy or antialiased masks)`,
    averaging: 'each category by itself, then the mean over categories; pixels of a category are pooled',
  };
}
