/** What the detector says of a photo, in words and numbers. */
import { regionsAbove } from 'borad/verdicts';
import { element, made } from '../shared/element';
import { showFacts } from '../shared/facts';
import { table } from '../shared/table';
import type { Answer } from './detector';
import type { Photo } from './readPhoto';

/** Names for the places that the graph gives. */
export interface Names {
  categories: string[];
  verdicts: string[];
}

/** Regions that are listed. */
const LISTED = 5;

/** Verdict, score, product and time as pairs of a name and what it is. */
function factsOf(answer: Answer, { categories, verdicts }: Names, photo: Photo): Record<string, string> {
  const { score, limit, category, distance, verdict, milliseconds } = answer;
  const product =
    category < 0
      ? `like none in training (distance ${distance.toFixed(2)}, above 1)`
      : `${categories[category]} (distance ${distance.toFixed(2)}; above 1 would be none)`;
  const reduced =
    photo.width < photo.originalWidth ? `, reduced from ${photo.originalWidth} × ${photo.originalHeight}` : '';
  return {
    verdict: verdicts[verdict] as string,
    'image score': `${score.toFixed(3)}, limit ${category < 0 ? 'of known products ' : ''}${limit.toFixed(3)}`,
    product,
    size: `${photo.width} × ${photo.height} pixels${reduced}`,
    time: `${Math.round(milliseconds)} ms in one thread`,
  };
}

/** A table of the regions above the limit, that with the highest peak first. */
function regionTable({ map, limit }: Answer, { width, height }: Photo): Node[] {
  const regions = regionsAbove(map, width, height, limit);
  if (regions.length === 0) return [made('p', 'No pixel lies above the limit.')];
  const rows = regions
    .slice(0, LISTED)
    .map(({ box, area, peak }, i) => [`${i + 1}`, peak.toFixed(3), ...[...box, area].map(String)]);
  const left = regions.length > LISTED ? `, the ${LISTED} with the highest peaks of ${regions.length}` : '';
  const heads = ['region', 'peak', 'left', 'top', 'width', 'height', 'pixels'];
  return [table(`Regions above the limit, in pixels${left}`, heads, rows)];
}

/** Shows all of it. */
export function showAnswer(answer: Answer, names: Names, photo: Photo): void {
  showFacts('facts', factsOf(answer, names, photo));
  element('regions', HTMLElement).replaceChildren(...regionTable(answer, photo));
}
