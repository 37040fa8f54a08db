/** What to do with files that hold photographs in a form that is not decoded here. */

const HEIC =
  'Export it as JPEG, the format that an iPhone uses after Settings, Camera, Formats, Most Compatible; or convert it with heif-convert photo.heic photo.png';
const RAW =
  'Develop it to a 16-bit TIFF or PNG, all photos in the same way: with darktable or RawTherapee, or dcraw -T -6 photo.dng';
const VOLUME = 'Export its slices as PNG or TIFF';
const EXPORT = 'Export it as PNG or TIFF';

/** By ending. */
const REMEDIES: Record<string, string> = {
  ...Object.fromEntries(['.heic', '.heif', '.hif', '.heics', '.heifs'].map((ending) => [ending, HEIC])),
  ...Object.fromEntries(
    ['.dng', '.cr2', '.cr3', '.crw', '.nef', '.nrw', '.arw', '.srf', '.sr2', '.orf', '.rw2', '.raf', '.pef', '.srw']
      .concat(['.raw', '.3fr', '.iiq', '.x3f', '.kdc', '.dcr', '.mrw', '.rwl', '.erf', '.mef', '.mos'])
      .map((ending) => [ending, RAW]),
  ),
  ...Object.fromEntries(['.dcm', '.nii'].map((ending) => [ending, VOLUME])),
  ...Object.fromEntries(
    ['.psd', '.xcf', '.jxl', '.jp2', '.j2k', '.jpx', '.exr', '.hdr', '.tga', '.ico', '.fits', '.pam', '.pfm']
      .concat(['.pcx', '.svg', '.eps', '.pdf', '.npy'])
      .map((ending) => [ending, EXPORT]),
  ),
};

/** What to do about HEIC files, whatever their ending. */
export const HEIC_REMEDY = HEIC;

/** What to do about a camera's raw files, whatever their ending. */
export const RAW_REMEDY = RAW;

/**
 * How a picture of this ending becomes one that can be read, as a sentence without a full stop; undefined for endings that
 * are read as they are, and for those of no picture.
 *
 * @param extension With its dot, in small or capital letters, e.g. `.HEIC`.
 */
export function remedyFor(extension: string): string | undefined {
  const ending = extension.toLowerCase();
  return Object.hasOwn(REMEDIES, ending) ? REMEDIES[ending] : undefined;
}

/** Whether files of this ending are photos as phones and cameras store them. */
export const isCameraEnding = (extension: string): boolean => [HEIC, RAW].includes(remedyFor(extension) ?? '');

/** Whether files of this ending hold a camera's sensor values, which look like a TIFF with a small preview in it. */
export const isRawEnding = (extension: string): boolean => remedyFor(extension) === RAW;
