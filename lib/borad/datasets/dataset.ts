/** What every image set looks like to the rest of the library. */
import type { ImageSize } from '../base';
import type { FoundRange } from './findRange';
import type { ResizeRule } from './loadImage';
import type { PhotoViews } from './photoViews';
import type { Tile } from './tiles';

/** One image of a set, by name only: nothing has been decoded yet. */
export interface Sample {
  /** The product or texture, e.g. `bottle`. */
  category: string;
  split: 'train' | 'test';
  /** `good`, or the kind of defect. */
  defect: string;
  /** Unique in its set and the same on every machine, e.g. `bottle/test/scratch/003`. */
  id: string;
  /** Where the image lies on disk, when it does. */
  file?: string;
  /**
   * Set for a defective image of which nobody said where the defect lies: what `read` gives as its mask means nothing. A sample
   * that is handed to `read` with it has its mask left alone, whatever lies on disk.
   */
  unmasked?: true;
  /** The camera, from 1, of a set that shows each part from several sides. */
  view?: number;
  /** Set for a normal image that its publisher keeps for limits: it counts as held back from training (`heldBack`). */
  validation?: true;
  /** The part of the image that `read` gives, where it is not the whole, and the image's own id (`tiledSamples`). */
  tile?: Tile & { of: string };
}

/** A decoded image with its mask. */
export interface DecodedSample {
  width: number;
  height: number;
  /** [H, W, 3] RGB, 0 to 255. */
  pixels: Uint8Array;
  /** [H, W], 0 normal, 1 anomalous; all 0 for a good image and for an `unmasked` one. */
  mask: Uint8Array;
  /** Regions of the mask in its file that are smaller than one pixel here, where each still marks one; undefined: none. */
  subpixelRegions?: number;
}

/** A list of samples and the way to read each of them. */
export interface Dataset {
  name: string;
  /** In the order of the samples. */
  categories: string[];
  /** Pixels of the images that `read` gives. */
  imageSize: ImageSize;
  samples: Sample[];
  /** What a user should know of what was found: files that were left out and why, what was assumed. One sentence each. */
  notes?: readonly string[];
  /**
   * Looks into a few files, once, for what names alone do not tell; `read` does so before its first image.
   *
   * @throws {DataError} a folder that counts as photos of a defect holds masks.
   */
  verify?(): Promise<void>;
  /**
   * Which value is taken for white in files of more than 8 bits per channel; a few files are read for it, once. A run keeps the
   * answer in its configuration, so that later photos are read alike. Undefined for a set without files.
   *
   * @throws {DataError} no one range can be right for all categories.
   */
  range?(): Promise<FoundRange>;
  /** By what images get the model's size, where it is not `libvips`: features depend on it. */
  resize?: ResizeRule;
  /** What is shown of images besides their size and range, as text: features depend on it. Missing where they are shown whole. */
  shown?: string;
  /**
   * A hash of how masks are read and of the files that hold them: what is kept of masks is kept under it. Missing for a set whose masks
   * follow from its settings.
   */
  masksKey?(): Promise<string>;
  /**
   * One sample as a model sees it: tiles and regions of interest are those of the set. Missing for a set whose images are always whole.
   *
   * @throws {DataError} the image cannot be read.
   */
  views?(sample: Sample): Promise<PhotoViews>;
  /**
   * Decodes or renders one sample, or its tile, at `imageSize`. Safe to call concurrently and in any order.
   *
   * @throws {MaskError} the image is fine, its mask is not, or cannot be right (`maskFault`).
   * @throws {DataError} the image cannot be read.
   */
  read(sample: Sample): Promise<DecodedSample>;
}
