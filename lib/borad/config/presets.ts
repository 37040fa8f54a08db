/** Named sets of settings. Every number says where it comes from. */
import type { ConfigOverrides } from '../methods';

export interface Preset {
  about: string;
  /** Training images of the set that the preset is made for. */
  trainingImages?: number;
  settings: ConfigOverrides;
}

/**
 * The paper's run on one of its data sets. Every number is set here, whatever the defaults become: teacher, Adam, learning rate
 * and its fall at epoch 80 (Appendix C), seed 42 (Section 4.1; Tables 1 and 5 are means of three runs, whose other seeds it does
 * not name), N (Table 8), momentum (Table 9), masking (Appendix B.6, Table 10), loss weights (Tables 2 and 3). Image size, epochs
 * and batch size stand nowhere in the paper: they are those of the authors' configuration files.
 */
function paper(data: string, categories: number, trainingImages: number): Preset {
  return {
    trainingImages,
    // Asked for seldom: formatting the first number loads the tables of a language.
    get about() {
      return (
        `The paper's run (Appendix C; size, epochs and batch of the authors' configuration) on ${data}: ` +
        `${categories} categories, ${trainingImages.toLocaleString('en')} training images.`
      );
    },
    settings: {
      method: 'borad',
      seed: 42,
      data: { imageSize: 256 },
      teacher: { name: 'wide-resnet50-2', pooling: 1 },
      model: { widths: 'teacher', prototypes: 7 },
      loss: { lambdaSpatial: 1, lambdaGlobal: 1 },
      masking: { enabled: true, ratio: 0.5 },
      training: {
        epochs: 100,
        batchSize: 16,
        learningRate: 5e-3,
        beta1: 0.5,
        beta2: 0.999,
        decayAt: 0.8,
        decayFactor: 0.1,
      },
      momentum: { schedule: 'linear', start: 0.99, end: 0.999 },
    },
  };
}

/**
 * Named sets of settings, each with a line about it; `presetOverrides` gives the settings of one.
 *
 * @example
 * ```ts
 * const name = Object.keys(borad.presets)[0];
 * console.log(name); // quick
 * console.log(borad.presets[name].about); // A detector in minutes on two CPU cores: half the batch.
 * ```
 */
export const presets: Record<string, Preset> = {
  quick: {
    about: 'A detector in minutes on two CPU cores: half the batch.',
    settings: { training: { steps: 600, batchSize: 8 } },
  },
  notebook: {
    about: 'What the notebooks compare: 400 steps of half the batch, one run in about a minute on two CPU cores.',
    settings: { training: { steps: 400, batchSize: 8 } },
  },
  long: {
    about:
      'Trained to the end: 100 epochs of the procedural set (2,800 steps of 16), about ten minutes per run on two cores.',
    settings: { training: { steps: 2800, batchSize: 16 } },
  },
  'paper/mvtec': paper('MVTec AD', 15, 3629),
  'paper/visa': paper('VisA', 12, 8659),
  'paper/realiad': paper('Real-IAD', 30, 36465),
  default: {
    about: "The paper's settings (Appendix C) at the default teacher's size and 600 steps.",
    settings: {},
  },
};
