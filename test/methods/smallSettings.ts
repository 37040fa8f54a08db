/** Settings under which each method fits the tiny teacher's maps of 64-pixel images. */
import { type ConfigOverrides, resolveConfig } from '../../lib/borad/config';
import { METHODS, type RunConfig } from '../../lib/borad/methods';

export const SMALL: { [method: string]: ConfigOverrides } = {
  borad: { model: { widths: [8, 8, 8], prototypes: 3 } },
  rd4ad: { student: { widths: [8, 12, 16] } },
  simplenet: { discriminator: { rows: 64, hidden: 8 } },
  destseg: { network: { widths: [4, 4, 4], deepest: 4, segmentation: 4 } },
  uniad: { transformer: { width: 8, heads: 2, hidden: 12, window: 3 } },
  diad: { denoiser: { width: 8, heads: 2, groups: 4 }, sampling: { steps: 3 } },
  omiad: { denoiser: { width: 8, heads: 2, groups: 4 } },
  mambaad: { student: { widths: [8, 8, 8] }, stateSpace: { state: 2 } },
  inpformer: { transformer: { stride: 16, width: 12, heads: 3, hidden: 20, blocks: 2, prototypes: 3 } },
  hvqtrans: { transformer: { stride: 16, width: 12, heads: 3, hidden: 20 }, codebooks: { codes: 5 } },
  dinomaly: { transformer: { stride: 16, width: 12, heads: 3, hidden: 20, blocks: 2 } },
  vitad: { transformer: { stride: 16, width: 12, heads: 3, hidden: 20, blocks: 3 } },
};

/** A small run of the method. */
export function smallConfig(method: string, training: ConfigOverrides = {}): RunConfig {
  return resolveConfig({
    ...SMALL[method],
    method,
    data: { imageSize: 64 },
    training: { steps: 6, batchSize: 4, ...training },
    detection: { smoothing: 1 },
  });
}

/** Every method with its name. */
export const methods = Object.entries(METHODS);
