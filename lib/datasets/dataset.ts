/** What every image set looks like to the rest of the library. */

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
}

/** A decoded image with its mask. */
export interface DecodedSample {
  width: number;
  height: number;
  /** [H, W, 3] RGB, 0 to 255. */
  pixels: Uint8Array;
  /** [H, W], 0 normal, 1 anomalous; all 0 for a good image. */
  mask: Uint8Array;
}

/** A list of samples and the way to read each of them. */
export interface Dataset {
  name: string;
  /** In the order of the samples. */
  categories: string[];
  /** Side in pixels of the square images that `read` gives. */
  imageSize: number;
  samples: Sample[];
  /** Decodes or renders one sample at `imageSize`. Safe to call concurrently and in any order. */
  read(sample: Sample): Promise<DecodedSample>;
}
