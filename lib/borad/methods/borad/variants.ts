/** BoRAD with parts left out: switches on top of any preset. */
import type { ConfigOverrides } from '../runConfig';

export interface Variant {
  about: string;
  settings: ConfigOverrides;
}

/**
 * The methods that every comparison carries: switches on top of a preset (method.md, sections 2 and 7).
 *
 * @example
 * ```ts
 * const { settings } = borad.variants['masked baseline'];
 * const { loss, masking } = borad.resolveConfig(settings);
 * console.log(loss.spatial, loss.global, masking.enabled); // false false true
 * ```
 */
export const variants: Record<string, Variant> = {
  BoRAD: { about: 'The full method.', settings: {} },
  'masked baseline': {
    about: 'Reconstruction of masked views, no alignment: what masking alone gives.',
    settings: { loss: { spatial: false, global: false } },
  },
  baseline: {
    about: 'All switches off: RD4AD with a projector (Table 5, row 1).',
    settings: { loss: { spatial: false, global: false }, masking: { enabled: false } },
  },
  'without shift': {
    about: 'Global alignment of g itself instead of the residuals to the anchors (Table 5).',
    settings: { loss: { shift: false } },
  },
  'without global': {
    about: 'No global alignment, hence no shift (Table 5).',
    settings: { loss: { global: false } },
  },
  'without spatial': {
    about: 'No spatial alignment; the prototypes act through the anchors only (Table 5).',
    settings: { loss: { spatial: false } },
  },
};
