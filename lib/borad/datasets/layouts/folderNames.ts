/** What the names of folders and files mean, in any capitals. */

/** A name as it is compared: small letters, accents composed however the disk stores them. */
export const foldName = (name: string): string => name.normalize('NFC').toLowerCase();

const plainName = (name: string): string =>
  foldName(name)
    .replace(/[ .]+$/, '')
    .replace(/[ -]/g, '_');

const NORMAL = new Set(['good', 'normal', 'ok']);
const TRAIN = new Set(['train', 'training']);
const TEST = new Set(['test', 'testing']);
const MASKS = new Set(['mask', 'masks', 'ground_truth', 'ground_truths', 'groundtruth', 'gt', 'gts']);
/** Names that folders of masks have, but that a kind of defect could have, too. */
const PERHAPS_MASKS = new Set([
  'label',
  'labels',
  'annotation',
  'annotations',
  'segmentation',
  'segmentations',
  'seg',
  'segs',
]);

/** Names of which nobody can tell whether they mean normal images or a kind of defect. */
const PERHAPS_NORMAL =
  /^(?:(?:normal|good|ok)(?:s|_?\d+|_?(?:copy|old|new|backup|images?|photos?|pictures?|samples?|parts?|train|test)(?:_?\d+)?)|(?:no|non|not|without)_?(?:defects?|defective|anomal(?:y|ies|ous))|(?:defect|anomaly)_?free)$/;

export const isPerhapsNormalName = (name: string): boolean => PERHAPS_NORMAL.test(plainName(name).replace(/[()]/g, ''));
export const isNormalName = (name: string): boolean => NORMAL.has(plainName(name));
export const isTrainName = (name: string): boolean => TRAIN.has(plainName(name));
export const isTestName = (name: string): boolean => TEST.has(plainName(name));
export const isMaskName = (name: string): boolean => MASKS.has(plainName(name));
export const isPerhapsMaskName = (name: string): boolean => PERHAPS_MASKS.has(plainName(name));

const WORD = '(?:masks?|gts?|ground[_ -]?truth)';
const AFTER = new RegExp(`^(.+)[_ .-]${WORD}$`, 'i');
const BEFORE = new RegExp(`^${WORD}[_ .-](.+)$`, 'i');
/** A mark and a number need nothing between them: `mask003`, `003mask`. */
const BESIDE_NUMBER = new RegExp(`^${WORD}(\\d.*)$|^(.*\\d)${WORD}$`, 'i');
const LOOSER = /^(.+)[_ .-](?:labels?|annotations?|seg|segmentations?)$/i;
const IMAGE_ENDING = /^(.+)\.(?:png|jpe?g|tiff?|bmp|webp)$/i;

/** What a name says of being a mask's. */
export interface MaskName {
  /** The name without what marks it as a mask: that of the image, or of the kind. */
  of: string;
  /** How plainly it is marked: 0 `003_mask`, 1 `mask_003`, `mask003`, `003_label`, `003.jpg`; 2 not at all. */
  rank: 0 | 1 | 2;
}

/** The name of `crack_mask`, `mask_003`, `003-GT`, without the mark of a mask; undefined where there is none. */
export function markedAsMask(name: string): string | undefined {
  const beside = BESIDE_NUMBER.exec(name);
  return AFTER.exec(name)?.[1] ?? BEFORE.exec(name)?.[1] ?? beside?.[1] ?? beside?.[2];
}

/** Of which image a file in a folder of masks may be the mask, by its stem. */
export function maskNamesOf(stem: string): MaskName[] {
  const names: MaskName[] = [{ of: stem, rank: 2 }];
  const after = AFTER.exec(stem)?.[1];
  const other = (after ? undefined : markedAsMask(stem)) ?? LOOSER.exec(stem)?.[1] ?? IMAGE_ENDING.exec(stem)?.[1];
  if (after) {
    names.push({ of: after, rank: 0 });
    const without = IMAGE_ENDING.exec(after)?.[1];
    if (without) names.push({ of: without, rank: 0 });
  }
  if (other) names.push({ of: other, rank: 1 });
  return names;
}
