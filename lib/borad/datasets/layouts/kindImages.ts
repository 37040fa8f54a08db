/** The images of one folder of a category, with everything in it. */
import { join, relative } from 'node:path';
import { DataError } from '../../base';
import type { KindFolder, MaskFolder } from './categoryPlan';
import { foldName, isMaskName, isPerhapsMaskName, maskNamesOf } from './folderNames';
import { stem } from './listing';
import { besideMasks, type MaskFile } from './matchMasks';
import type { ScanRequest } from './scan';
import { type FoundImage, type SkippedFile, type Walk, walkImages } from './walkImages';

export interface KindImages {
  images: FoundImage[];
  /** Folders of masks inside. */
  maskFolders: MaskFolder[];
  /** Masks that lie beside their images. */
  beside: MaskFile[];
  skipped: SkippedFile[];
  /** Folders inside that were read as well. */
  inside: string[];
}

/** Folders inside that are named as masks could be, and in which every image is named as one outside of them. */
function perhapsMasks({ images }: Walk): string[] {
  const topOf = (key: string) => key.slice(0, Math.max(0, key.indexOf('/')));
  const tops = [...new Set(images.map(({ key }) => topOf(key)))].filter(isPerhapsMaskName);
  return tops.filter((top) => {
    const outside = new Set(images.filter(({ key }) => topOf(key) !== top).map(({ file }) => foldName(stem(file))));
    return images
      .filter(({ key }) => topOf(key) === top)
      .every(({ file }) => maskNamesOf(foldName(stem(file))).some(({ of }) => outside.has(of)));
  });
}

/**
 * Reads the folder of one kind. Folders of masks inside it and masks beside their images are no images; of two images that
 * differ in their endings only, the second is reported as a problem and left out.
 *
 * @param closed Real paths of the other kinds' folders, to which a link inside must not lead.
 */
export function kindImages(
  root: string,
  kind: KindFolder,
  closed: ReadonlySet<string>,
  { onProblem }: Pick<ScanRequest, 'onProblem'>,
): KindImages {
  const dir = join(root, kind.path);
  const walk = walkImages(dir, { enter: (name) => !isMaskName(name), closed });
  const inMasks = perhapsMasks(walk);
  const isOutside = (key: string) => !inMasks.some((name) => key.startsWith(`${name}/`));
  const outside = walk.images.filter(({ key }) => isOutside(key));
  const masks = besideMasks(outside);
  const seen = new Map<string, string>();
  const images = outside.filter(({ file, key }) => {
    if (masks.has(file)) return false;
    const other = seen.get(key);
    if (other === undefined) seen.set(key, file);
    else
      onProblem(
        'same name',
        new DataError(
          `${file} and ${other} share the name "${key}", so one mask would serve both. Rename or remove one${kind.defect === 'good' ? '' : `; if it is the mask of the other, move it to masks/${kind.defect}/`}.`,
          { file },
        ),
      );
    return other === undefined;
  });
  const maskDirs = [...walk.refused, ...inMasks.map((name) => join(dir, name))];
  return {
    images,
    maskFolders: maskDirs.map((path) => ({
      dir: path,
      path: relative(root, path).replaceAll('\\', '/'),
      kind: kind.defect,
    })),
    beside: outside.filter(({ file }) => masks.has(file)).map(({ file, key }) => ({ file, key, kind: kind.defect })),
    skipped: walk.skipped,
    inside: walk.inside.filter((path) => isOutside(`${path}/`)),
  };
}
