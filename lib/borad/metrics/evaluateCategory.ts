import { DataError, NumericError, ShapeError } from '../base';
import { imageMetrics } from './imageMetrics';
import { mAD } from './mad';
import { type PixelOptions, pixelMetricsOfRanked } from './pixelMetrics';
import { type RankedPixels, rankPixels, type StackShape } from './rankPixels';

/** What a detector said about the test images of one category, and the truth. */
export interface CategoryResult {
  /** Name of the category, for messages. */
  category?: string;
  /** One a test image: 1 anomalous, 0 normal. */
  labels: ArrayLike<number | boolean>;
  /** One image score per test image. */
  scores: ArrayLike<number>;
  /** count * height * width; above 0 means anomalous; all 0 for a normal image. */
  masks: ArrayLike<number>;
  /** Anomaly maps of the same shape. */
  maps: Float32Array;
  shape: StackShape;
  /** The ranking of these pixels, for a caller that needs it too. Default: `rankPixels`. */
  rankedPixels?: () => RankedPixels;
}

/** The seven metrics of a category and their mean, all from 0 to 1. */
export interface CategoryMetrics {
  imageAuroc: number;
  imageAp: number;
  imageF1Max: number;
  pixelAuroc: number;
  pixelAp: number;
  pixelF1Max: number;
  pixelAupro: number;
  /** Mean of the seven (Table 1's mAD). */
  mad: number;
}

function checkNormalMasks({ labels, masks, shape }: CategoryResult): void {
  if (labels.length !== shape.count) {
    throw new ShapeError(
      `evaluateCategory: expected one label per map, got ${labels.length} labels and ${shape.count} maps.`,
    );
  }
  const area = shape.height * shape.width;
  for (let image = 0; image < shape.count; image++) {
    if (Number(labels[image]) !== 0) continue;
    for (let i = image * area; i < (image + 1) * area; i++) {
      if (masks[i] > 0) {
        throw new DataError(
          `evaluateCategory: image ${image} is labelled normal but its mask has anomalous pixels. ` +
            'Check the label and the mask file.',
        );
      }
    }
  }
}

/** Runs a computation whose errors then begin with the category's name. */
function named<T>(category: string | undefined, compute: () => T): T {
  try {
    return compute();
  } catch (error) {
    if (category === undefined) throw error;
    for (const Type of [NumericError, ShapeError, DataError]) {
      if (error instanceof Type) throw new Type(`category "${category}": ${error.message}`, { cause: error });
    }
    throw error;
  }
}

/**
 * The seven metrics of one category (Section 4.1): image AUROC, AP, F1-max; pixel AUROC, AP, F1-max, AUPRO; and their mean.
 * One pass ranks the pixels, one the images; the memory on top of masks and maps grows with the anomalous pixels only, so a
 * whole data set can be pooled as one category.
 *
 * @param protocol the AUPRO limit, default 0.3, and the thresholds of the pixel F1-max, default all; the rest of the protocol is
 *   fixed (pooled pixels, 8-connected regions, mask above 0).
 * @throws {NumericError} a metric is undefined for this category, or a score is not finite; like the others with the name of
 *   the category where it is given.
 * @throws {ShapeError} lengths disagree. @throws {DataError} a normal image has anomalous pixels.
 */
export function evaluateCategory(result: CategoryResult, protocol: PixelOptions = {}): CategoryMetrics {
  return named(result.category, () => {
    checkNormalMasks(result);
    const image = imageMetrics(result.labels, result.scores);
    const { masks, maps, shape, rankedPixels = () => rankPixels(masks, maps, shape, 'pixelMetrics') } = result;
    const pixel = pixelMetricsOfRanked(rankedPixels(), masks, maps, protocol);
    const seven = {
      imageAuroc: image.auroc,
      imageAp: image.ap,
      imageF1Max: image.f1Max,
      pixelAuroc: pixel.auroc,
      pixelAp: pixel.ap,
      pixelF1Max: pixel.f1Max,
      pixelAupro: pixel.aupro,
    };
    return { ...seven, mad: mAD(seven) };
  });
}
