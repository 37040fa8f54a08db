/** The resolved configuration of a run: what all methods share. A method adds its own sections (`BoradConfig`). */
import type { ImageSize } from '../base';
import type { AdamSettings, RateSettings } from '../optimisation';

/** A nested object of some settings. */
export interface ConfigOverrides {
  [key: string]: unknown;
}

export interface DataSettings {
  /** Height and width in pixels: one number for squares, [height, width] for others. */
  imageSize: ImageSize;
  /** Empty: all. */
  categories: string[];
  /** Share of a category that is kept from training, 0 to 0.5. */
  holdOut: number;
  /** Photos of a category that are kept at least, as far as that is no more than one in five. */
  holdOutLeast: number;
  /** Of which categories: those without normal test photos, or all. */
  holdOutFrom: 'untested' | 'all';
  /** Which value is white in files of more than 8 bits per channel. */
  range: 'auto' | 'full' | '8bit' | '10bit' | '12bit' | '14bit';
  /** Share of an image up to which its mask is believed. */
  maskLimit: number;
  /** How masks are resized. */
  maskRule: 'overlap' | 'nearest' | 'bilinear';
  tiling: {
    /** Of tiles, pixels of the photo; 0: photos are not cut. */
    side: number;
    /** Share of a side that neighbours have in common at least. */
    overlap: number;
  };
  /** Region of interest as text; empty: everything. */
  roi: string;
  /** By what photos get the model's size. */
  resize: 'libvips' | 'antialias';
  procedural: { seed: number; train: number; testGood: number; testDefective: number };
}

export interface TeacherSettings {
  name: 'mobilenet-v2-openimages' | 'wide-resnet50-2' | 'resnet50' | 'resnet18' | 'onnx';
  /** Empty: the weights' place in the user's cache. */
  file: string;
  /** Of an ONNX file: names of the three maps, finest first. */
  outputs: string[];
  taps: 'bottleneck' | 'expansion';
  pooling: 1 | 2 | 4;
}

export interface TrainingSettings extends AdamSettings, RateSettings {
  /** Passes over the training images, which then set the steps; 0: `steps` counts. */
  epochs: number;
  /** Images per step. */
  batchSize: number;
  /** Whether every image is drawn as often as any other, or every category. */
  balance: 'none' | 'category';
}

/** A complete configuration; every run writes it beside its results. */
export interface RunConfig {
  /** Name of the method: see `METHODS`. */
  method: string;
  seed: number;
  data: DataSettings;
  teacher: TeacherSettings;
  training: TrainingSettings;
  detection: {
    /** Sigma of the Gaussian blur of the anomaly map, pixels; 0: none. */
    smoothing: number;
    imageScore: 'max' | 'mean' | 'top';
    /** Share of the map's values that count for `top`. */
    topShare: number;
  };
  evaluation: {
    /** False-positive rate up to which AUPRO integrates. */
    fprLimit: number;
    /** Equally spaced thresholds of the pixel F1-max, at least 2; 0: every threshold. */
    f1Thresholds: number;
    /** Strips of the false-positive axis at whose ends AUPRO's curve is read; 0: every threshold. */
    auproStrips: number;
  };
}
