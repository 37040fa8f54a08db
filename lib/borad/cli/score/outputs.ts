/** What `borad score` writes of each photo besides its pictures. */
import { loadSharp } from '../../base/sharp';
import { encodeMap, MAP_FORMS, type MapForm, type MapScale, type PhotoMap, stretchedMap } from '../../display';
import { maskAbove, type Region, regionsAbove } from '../../verdicts';

export interface Outputs {
  maps?: MapForm;
  masks?: boolean;
  boxes?: boolean;
}

/** Names of the files that the outputs ask for, by what they hold. */
export function outputNames(name: string, { maps, masks }: Outputs): { map?: string; mask?: string } {
  return {
    ...(maps ? { map: `${name}_map${MAP_FORMS[maps]}` } : {}),
    ...(masks ? { mask: `${name}_mask.png` } : {}),
  };
}

/** Values of the 16-bit maps' black and white: twice as wide as the colours, so that strong defects keep their order. */
export const png16Scale = ({ min, max }: MapScale): MapScale => ({ min, max: min + 2 * (max - min) });

export interface PhotoOutputs {
  /** Bytes of the files, by what they hold. */
  files: { map?: Buffer; mask?: Buffer };
  regions?: Region[];
}

/**
 * Makes the outputs of a photo.
 *
 * @param limit Of masks and regions; of a run without limits there are none.
 */
export async function photoOutputs(
  map: PhotoMap,
  { width, height }: { width: number; height: number },
  { maps, masks, boxes }: Outputs,
  { scale, limit }: { scale: MapScale; limit?: number },
): Promise<PhotoOutputs> {
  if (!maps && !masks && !boxes) return { files: {} };
  const values = stretchedMap(map, width, height);
  const files: PhotoOutputs['files'] = {};
  if (maps) files.map = await encodeMap(maps, values, width, height, png16Scale(scale));
  if (limit === undefined) return { files };
  if (masks) {
    const mask = maskAbove(values, limit).map((value) => 255 * value);
    files.mask = await loadSharp()(mask, { raw: { width, height, channels: 1 } })
      .toColourspace('b-w')
      .png()
      .toBuffer();
  }
  return boxes ? { files, regions: regionsAbove(values, width, height, limit) } : { files };
}
