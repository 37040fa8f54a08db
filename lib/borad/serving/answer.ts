/** What is answered to a photo. */
import { z } from 'zod';
import { DataError } from '../base';
import { LARGEST_PHOTO, loadPhoto, type PictureBytes, photoViews } from '../datasets';
import { type Detector, inspectPhoto } from '../detection';
import { type MapScale, photoPictures, stretchedMap } from '../display';
import { type Judging, judgement, regionsAbove, VERDICTS } from '../verdicts';

/** What a service answers with. */
export interface Answering {
  detector: Pick<Detector, 'inspect' | 'config'>;
  /** For verdicts; of a run without limits there are none. */
  judging?: Judging;
  /** Values of the darkest and the brightest colour of pictures. */
  scale: MapScale;
}

/** What can be asked for in the address. */
export const questionSchema = z.strictObject({
  category: z
    .string()
    .optional()
    .describe("The photo's category; without it that of the nearest training photo is taken."),
  picture: z
    .enum(['overlay', 'heatmap'])
    .optional()
    .describe('Also a PNG of the size of the photo: as base64 in the answer, or by itself with "Accept: image/png".'),
  boxes: z.enum(['true', 'false']).optional().describe('Whether to list the regions above the limit.'),
});
export type Question = z.infer<typeof questionSchema>;

const regionSchema = z.strictObject({
  box: z.array(z.number()).describe('Left, top, width, height, pixels.'),
  area: z.number().describe('Pixels.'),
  peak: z.number().describe('Largest value of the map.'),
  centroid: z.array(z.number()).describe('Mean place, x and y, pixels.'),
});

/** The answer to a photo. */
export const answerSchema = z.strictObject({
  score: z
    .number()
    .describe("Image score, as the run's detection.imageScore says: usually the maximum of the anomaly map."),
  verdict: z.enum(VERDICTS).optional().describe('By the limit and its interval; missing where the run has no limits.'),
  category: z.string().optional().describe('"unknown" where the photo is like none in training.'),
  categoryFrom: z.enum(['given', 'nearest']).optional().describe('By the address, or by the nearest training photo.'),
  distance: z.number().optional().describe('Of the global feature to the nearest training photo; above 1 is unknown.'),
  nearest: z.string().optional().describe('Category of the nearest training photo, also where it is too far to count.'),
  limit: z
    .number()
    .optional()
    .describe('Of the category; of an unknown photo that of known products together, which decides nothing.'),
  limitFrom: z.enum(['category', 'pooled']).optional().describe('Whose limit it is.'),
  ngAbove: z
    .number()
    .optional()
    .describe(
      "Above it the verdict is NG: the end of the limit's interval; of an unknown photo the highest of the run.",
    ),
  width: z.number().describe('Of the photo, pixels, after EXIF rotation.'),
  height: z.number().describe('Of the photo, pixels.'),
  light: z.number().describe('Mean brightness, 0 to 255.'),
  focus: z.number().describe('Sharpness: deviation of the Laplacian at the size of the model, grey levels.'),
  regions: z.array(regionSchema).optional().describe('Regions above the limit, that with the highest peak first.'),
  picture: z.string().optional().describe('PNG, base64.'),
});
export type Answer = z.infer<typeof answerSchema>;

/** The photo's own fault, told to its sender in words that name no file of this machine. */
export class PhotoError extends Error {
  override name = 'PhotoError';
}

/** What messages call a photo that was sent. */
const SENT = 'that was sent';

/** The work of a decoder on bytes that were sent. Throws {PhotoError} where they are no photo. */
async function decoded<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof DataError && error.file === SENT) throw new PhotoError(error.message, { cause: error });
    throw error;
  }
}

/** The answer, and the picture that was asked for as bytes. */
export interface Answered {
  answer: Answer;
  png?: Buffer;
}

/**
 * Scores a photo that was sent.
 *
 * @throws {PhotoError} its bytes are no photo. @throws {NumericError} its map is not finite.
 */
export async function answerPhoto(
  { detector, judging, scale }: Answering,
  bytes: Buffer,
  { category, picture, boxes }: Question,
): Promise<Answered> {
  const { data } = detector.config;
  const { range } = data;
  const sent: PictureBytes = { name: SENT, bytes };
  const views = await decoded(photoViews(sent, data, range));
  const seen = await decoded(inspectPhoto(detector, views, category));
  const { map, score, global, light, focus, width, height } = seen;
  const said = judging
    ? judgement(score, global, category === undefined ? judging : { ...judging, given: category })
    : {};
  const answer: Answer = { score, ...said, width, height, light, focus };
  if (boxes === 'true' && answer.limit !== undefined) {
    if (detector.config.detection.imageScore !== 'max')
      throw new PhotoError(
        'Regions are listed where the image score is the maximum of the map; of this run it is not.',
      );
    if (width * height > LARGEST_PHOTO) throw new PhotoError('Regions are listed of photos up to 64 megapixels.');
    answer.regions = regionsAbove(stretchedMap(map, width, height), width, height, answer.limit);
  }
  if (picture === undefined) return { answer };
  const photo = await decoded(loadPhoto(sent, { range }));
  const pictures = await photoPictures(map, { width: photo.width, height: photo.height, data: photo.pixels }, scale);
  return { answer, png: pictures[picture] };
}
