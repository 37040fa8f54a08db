import { type AuproOptions, auproOfRanked, DEFAULT_FPR_LIMIT } from './aupro';
import { auproInStrips } from './auproInStrips';
import { aurocOfRanked } from './auroc';
import { averagePrecisionOfRanked } from './averagePrecision';
import { f1AtThresholds } from './f1AtThresholds';
import { f1MaxOfRanked } from './f1Max';
import { type RankedPixels, rankPixels, type StackShape } from './rankPixels';

/** What of the protocol can be chosen. */
export interface PixelOptions extends AuproOptions {
  /** Equally spaced thresholds of F1-max, at least 2; 0: every threshold. Default 0. */
  f1Thresholds?: number;
  /** Equal strips of the false-positive axis at whose ends AUPRO's curve is read; 0: every threshold. Default 0. */
  auproStrips?: number;
}

export interface PixelMetrics {
  auroc: number;
  ap: number;
  f1Max: number;
  aupro: number;
}

/**
 * The four pixel metrics of a stack, exact, from one sort of its pixels. AUROC, AP and F1-max pool the pixels of all images.
 *
 * @param masks count * height * width values; above 0 means anomalous.
 * @param maps anomaly maps of the same shape, float32.
 * @throws {NumericError} no anomalous or no normal pixel, or a map value is not finite.
 * @throws {OptionError} an option is out of range. @throws {ShapeError} lengths and shape disagree.
 */
export function pixelMetrics(
  masks: ArrayLike<number>,
  maps: Float32Array,
  shape: StackShape,
  options: PixelOptions = {},
): PixelMetrics {
  return pixelMetricsOfRanked(rankPixels(masks, maps, shape, 'pixelMetrics'), masks, maps, options);
}

/** The four pixel metrics of a stack whose pixels are ranked. Throws as `pixelMetrics`. */
export function pixelMetricsOfRanked(
  ranked: RankedPixels,
  masks: ArrayLike<number>,
  maps: Float32Array,
  options: PixelOptions = {},
): PixelMetrics {
  const { f1Thresholds = 0, auproStrips = 0, fprLimit = DEFAULT_FPR_LIMIT } = options;
  return {
    auroc: aurocOfRanked(ranked, 'pixel auroc'),
    ap: averagePrecisionOfRanked(ranked, 'pixel ap'),
    f1Max: f1Thresholds > 0 ? f1AtThresholds(masks, maps, f1Thresholds) : f1MaxOfRanked(ranked, 'pixel f1Max').f1,
    aupro:
      auproStrips > 0
        ? auproInStrips(ranked, auproStrips, fprLimit, 'pixel aupro')
        : auproOfRanked(ranked, fprLimit, 'pixel aupro'),
  };
}
