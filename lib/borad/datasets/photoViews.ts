/** What a model sees of a photo: the whole, squashed to its size, or tiles of it; ignored regions are painted over. */
import { DataError, type ImageSize } from '../base';
import { loadSharp } from '../base/sharp';
import type { RangeSource } from './decodePhoto';
import { loadImage, type ResizeRule, squashedPixels, unreadable } from './loadImage';
import { LARGEST_PHOTO, type LoadedPhoto, loadPhoto } from './loadPhoto';
import { nameOfPicture, type PictureSource, sizeOfPicture } from './openImage';
import { parseRoi, type RegionOfInterest, roiAt } from './regionOfInterest';
import { type Tile, type Tiling, tileSizes, tilesOf } from './tiles';

/** How photos are shown to a model; part of a run's settings. */
export interface ViewSettings {
  /** What the model reads. */
  imageSize: ImageSize;
  /** Default: photos are not cut. */
  tiling?: Tiling;
  /** The region of interest as text (`roiText`). Default: everything. */
  roi?: string;
  /** By what a photo or a tile gets the model's size. Default `libvips`. */
  resize?: ResizeRule;
}

/** A photo as a model sees it. */
export interface PhotoViews {
  /** Of the photo, after EXIF rotation, pixels. */
  width: number;
  height: number;
  /** What is shown, one after another; of a photo that is not cut, one tile that is the whole photo. */
  tiles: Tile[];
  /** [height, width], 1 where the photo is looked at; missing where nothing is ignored. */
  inside?: Uint8Array;
  /** The pixels of a tile at the model's size, [H, W, 3]. Throws {DataError} where the photo cannot be decoded. */
  read(tile: Tile): Promise<Uint8Array>;
}

/** What ignored pixels show instead: a grey that no network takes for a thing. */
const IGNORED = 128;

/** Whether photos are shown otherwise than whole. */
export const isCut = ({ tiling, roi = '' }: Pick<ViewSettings, 'tiling' | 'roi'>): boolean =>
  (tiling?.side ?? 0) > 0 || roi !== '';

/** Pixels of a tile. */
function cut({ pixels, width }: LoadedPhoto, tile: Tile): Uint8Array {
  const part = new Uint8Array(tile.width * tile.height * 3);
  for (let y = 0; y < tile.height; y++) {
    const from = 3 * ((tile.top + y) * width + tile.left);
    part.set(pixels.subarray(from, from + 3 * tile.width), 3 * y * tile.width);
  }
  return part;
}

/** The tile at the model's size, by the filter of `loadImage`. */
async function sized(photo: LoadedPhoto, tile: Tile, { imageSize, resize }: ViewSettings): Promise<Uint8Array> {
  const raw = { width: tile.width, height: tile.height, channels: 3 as const };
  return squashedPixels(loadSharp()(cut(photo, tile), { raw }), imageSize, resize);
}

/** Paints over what is ignored, in place. */
function paint({ pixels }: LoadedPhoto, inside: Uint8Array): void {
  for (let i = 0; i < inside.length; i++) if (inside[i] === 0) pixels.fill(IGNORED, 3 * i, 3 * i + 3);
}

/** Width and height of a photo. Throws {DataError} where it cannot be read, or is too large to be cut. */
async function checkedSize(source: PictureSource): Promise<[number, number]> {
  const file = nameOfPicture(source);
  const size = await sizeOfPicture(source).catch((cause) => {
    throw unreadable(source, cause);
  });
  const [width, height] = size;
  if (width * height > LARGEST_PHOTO)
    throw new DataError(
      `${file} has ${width} x ${height} pixels; photos of up to ${LARGEST_PHOTO / 1e6} megapixels can be cut into tiles or have an ignored region. Save it smaller.`,
      { file },
    );
  return size;
}

type Viewer = (source: PictureSource, range: RangeSource) => Promise<PhotoViews>;

/** Makes views of photos by the same settings, whose region is read once. */
function photoViewer(settings: ViewSettings): Viewer {
  const { imageSize, tiling = { side: 0, overlap: 0 }, roi = '', resize } = settings;
  const region: RegionOfInterest | undefined = parseRoi(roi);
  const insides = new Map<string, Uint8Array>();
  const insideOf = (width: number, height: number, file: string) => {
    if (!region) return undefined;
    const key = `${width} ${height}`;
    const inside = insides.get(key) ?? roiAt(region, width, height, file);
    insides.clear();
    insides.set(key, inside);
    return inside;
  };
  return async (source, range) => {
    if (!isCut(settings)) {
      const { pixels, originalWidth, originalHeight } = await loadImage(source, imageSize, range, resize);
      const whole = { left: 0, top: 0, width: originalWidth, height: originalHeight };
      return { width: originalWidth, height: originalHeight, tiles: [whole], read: async () => pixels };
    }
    const [width, height] = await checkedSize(source);
    const inside = insideOf(width, height, nameOfPicture(source));
    let photo: Promise<LoadedPhoto> | undefined;
    const decoded = async () => {
      const loaded = await loadPhoto(source, { range });
      if (loaded.width !== width || loaded.height !== height)
        throw new DataError(`${nameOfPicture(source)} changed while it was read. Read it again.`, {
          file: nameOfPicture(source),
        });
      if (inside) paint(loaded, inside);
      return loaded;
    };
    return {
      ...{ width, height, tiles: tilesOf(width, height, tileSizes(tiling, imageSize), inside) },
      ...(inside ? { inside } : {}),
      read: async (tile) => {
        photo ??= decoded();
        return sized(await photo, tile, settings);
      },
    };
  };
}

const viewers = new WeakMap<ViewSettings, Viewer>();

/**
 * A photo as a model sees it. It is decoded when the first tile is read, and held until the views are dropped.
 *
 * @param settings Of a run (`config.data`). @param range Which value is white in a file of more than 8 bits per channel, as in `loadImage`.
 * @throws {DataError} the photo cannot be read, has another aspect than the region of interest, or is too large to be cut.
 * @throws {OptionError} the text of the region is wrong.
 */
export function photoViews(source: PictureSource, settings: ViewSettings, range: RangeSource): Promise<PhotoViews> {
  const viewer = viewers.get(settings) ?? photoViewer(settings);
  viewers.set(settings, viewer);
  return viewer(source, range);
}
