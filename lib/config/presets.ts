/** Named sets of settings. Every number says where it comes from. */
import type { ConfigOverrides } from './runConfig';

export interface Preset {
  about: string;
  settings: ConfigOverrides;
}

export const presets: Record<string, Preset> = {
  quick: {
    about: 'A detector in minutes on two CPU cores: half the batch.',
    settings: { training: { steps: 600, batchSize: 8 } },
  },
  notebook: {
    about: 'What the notebooks compare: 400 steps of half the batch, one run in about a minute on two CPU cores.',
    settings: { training: { steps: 400, batchSize: 8 } },
  },
  default: {
    about: "The paper's settings (Section 4.1) at the default teacher's size and 600 steps.",
    settings: {},
  },
};

/** The methods that every comparison carries: switches on top of a preset (method.md, sections 2 and 7). */
export const variants: Record<string, Preset> = {
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
