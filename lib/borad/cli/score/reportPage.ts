/** The page of results: photos by how far they lie above their limits, filters, a histogram. One file that works offline. */
import { escaped, page } from '../../display/page';
import { UNKNOWN } from '../../verdicts';
import type { FailedPhoto, ScoredPhoto, Scoring } from './resultsFolder';
import { categoryText, limitText } from './scoreTable';

/** A photo with its small picture as a data address. */
export interface ReportPhoto extends ScoredPhoto {
  thumbnail: string;
}

export interface ReportInput {
  scoring: Scoring;
  photos: ReportPhoto[];
  failed: FailedPhoto[];
}

const BINS = 40;

/** Score in units of the limit that decides: of the photo's own or, of one like none in training, the highest; the score itself where there is none. */
function relative({ score, limit, ngAbove, category }: ScoredPhoto): number {
  const decides = category === UNKNOWN ? (ngAbove ?? limit) : limit;
  return decides !== undefined && decides > 0 ? score / decides : score;
}

interface Bin {
  low: number;
  high: number;
}

/** Photos by bins of one width, each with its upper end; the last ends at or beyond the largest value. */
function binned(values: readonly number[], width: number, most: number, isJudged: boolean): Bin[] {
  const bins = Array.from({ length: Math.ceil(most / width - 1e-9) }, (): Bin => ({ low: 0, high: 0 }));
  for (const value of values) {
    const bin = bins[Math.max(0, Math.min(bins.length, Math.ceil(value / width - 1e-9)) - 1)];
    if (bin) bin[isJudged && value > 1 ? 'high' : 'low']++;
  }
  return bins;
}

function barsOf({ low, high }: Bin, x: number, step: number, tallest: number): string {
  const bar = (count: number, from: number, name: string) =>
    count === 0
      ? ''
      : `<rect class="${name}" x="${x}" width="${step - 1}" y="${160 - ((from + count) / tallest) * 150}" height="${(count / tallest) * 150}"/>`;
  return bar(low, 0, 'below') + bar(high, low, 'above');
}

/** Bars of how many photos lie where, in units of the limit, and a line at the limit, which is an end of bars. */
function histogram(photos: readonly ReportPhoto[]): string {
  const values = photos.map(relative);
  const isJudged = photos.some(({ limit }) => limit !== undefined);
  const largest = Math.max(isJudged ? 1.1 : 0, ...values) || 1;
  const width = isJudged && largest < BINS ? 1 / Math.round(BINS / largest) : largest / BINS;
  const bins = binned(values, width, largest, isJudged);
  const step = 640 / bins.length;
  const tallest = Math.max(1, ...bins.map(({ low, high }) => low + high));
  const most = bins.length * width;
  const at = (1 / most) * 640;
  const line = isJudged ? `<line x1="${at}" x2="${at}" y1="0" y2="160"/>` : '';
  // Words stand outside of the drawing, which is narrow on a telephone, so that they keep their size.
  const limit = isJudged ? `<p class="limit" style="padding-right:${100 - 100 / most}%">limit</p>` : '';
  const unit = isJudged ? 'score in units of its limit' : 'score';
  const bars = bins.map((bin, i) => barsOf(bin, i * step, step, tallest)).join('');
  return `<figure>${limit}<svg viewBox="0 0 640 160" role="img" aria-label="Histogram of ${photos.length} photos by ${unit}, from 0 to ${most.toFixed(2)}">${bars}${line}</svg><p class="axis"><span>0</span><span>${most.toFixed(2)}</span></p><figcaption>How many photos have which ${unit}; the tallest bar is ${tallest}.</figcaption></figure>`;
}

/** A file beside the page as an address. */
const link = (file: string): string => escaped(encodeURI(file).replaceAll('#', '%23').replaceAll('?', '%3F'));

function card(photo: ReportPhoto): string {
  const { image, score, limit, category = '', verdict = '', distance, overlay, heatmap, regions } = photo;
  const numbers = [
    `score ${score.toFixed(4)}`,
    ...(limit === undefined ? [] : [category === UNKNOWN ? limitText(photo) : `limit ${limitText(photo)}`]),
    ...(distance === undefined ? [] : [`distance ${distance.toFixed(2)}`]),
    ...(regions === undefined ? [] : [`${regions.length} ${regions.length === 1 ? 'region' : 'regions'}`]),
  ];
  const name = escaped(image);
  const badge = verdict ? `<strong class="v-${verdict}">${verdict}</strong> ` : '';
  return `<li data-verdict="${verdict}" data-category="${escaped(category)}" data-name="${name}" data-order="${relative(photo)}"><a href="${link(overlay)}"><img src="${photo.thumbnail}" alt="Overlay of ${name}" loading="lazy"></a><p>${badge}${escaped(categoryText(photo))}</p><p class="name">${name}</p><p>${numbers.join(', ')}, <a href="${link(heatmap)}">heat map<span class="hidden"> of ${name}</span></a></p></li>`;
}

const STYLE = `body{max-width:1200px}form{display:flex;flex-wrap:wrap;gap:1rem;align-items:end;margin:1rem 0}fieldset{border:1px solid var(--line);border-radius:4px;padding:.25rem .75rem}
label{display:inline-block;margin-right:.75rem}input[type=search],select{display:block;font:inherit;padding:.25rem;max-width:100%}figure{margin:1rem 0;max-width:640px}figure p{margin:0;font-size:.85rem}.limit{text-align:right}.axis{display:flex;justify-content:space-between}
svg{display:block;width:100%;height:auto;border-bottom:1px solid var(--line)}rect.below{fill:var(--below)}rect.above{fill:var(--above)}line{stroke:var(--ink);stroke-width:2}
.name{font-size:.85rem;color:var(--soft)}.photos li{position:relative}.photos li[hidden]{display:none}.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}.failed td:first-child{min-width:8rem;overflow-wrap:anywhere}`;

/** Nothing is loaded, not even from beside the page, but what it holds itself. */
const POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'";

const SCRIPT = `const list=document.getElementById('photos'),form=document.getElementById('filters'),shown=document.getElementById('shown');
function update(){const data=new FormData(form),verdicts=data.getAll('verdict'),category=data.get('category'),text=(data.get('text')||'').toLowerCase(),order=data.get('order');
let count=0;const items=[...list.children];
items.sort((a,b)=>order==='name'?a.dataset.name.localeCompare(b.dataset.name):(order==='low'?1:-1)*(a.dataset.order-b.dataset.order));
for(const item of items){const is=(!item.dataset.verdict||verdicts.includes(item.dataset.verdict))&&(!category||item.dataset.category===category)&&item.dataset.name.toLowerCase().includes(text);item.hidden=!is;if(is)count++;list.append(item)}
shown.textContent=count+' of '+items.length+' photos'}
form.addEventListener('input',update);form.addEventListener('submit',e=>e.preventDefault());update();`;

function filters(photos: readonly ReportPhoto[]): string {
  const verdicts = ['NG', 'UNSURE', 'OK'].filter((verdict) => photos.some((photo) => photo.verdict === verdict));
  const boxes = verdicts.map(
    (verdict) => `<label><input type="checkbox" name="verdict" value="${verdict}" checked> ${verdict}</label>`,
  );
  const categories = [...new Set(photos.flatMap(({ category }) => category ?? []))].sort();
  const options = categories.map((name) => `<option value="${escaped(name)}">${escaped(name)}</option>`);
  const verdictField = boxes.length ? `<fieldset><legend>Verdict</legend>${boxes.join('')}</fieldset>` : '';
  return `<form id="filters">${verdictField}<label>Category<select name="category"><option value="">all</option>${options.join('')}</select></label><label>Order<select name="order"><option value="high">highest first</option><option value="low">lowest first</option><option value="name">by name</option></select></label><label>Name contains<input type="search" name="text"></label></form>`;
}

function failures(failed: readonly FailedPhoto[]): string {
  if (failed.length === 0) return '';
  const rows = failed.map(({ image, error }) => `<tr><td>${escaped(image)}</td><td>${escaped(error)}</td></tr>`);
  return `<h2>Could not be scored</h2><table class="failed"><thead><tr><th scope="col">photo</th><th scope="col">reason</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function summaryOf({ photos, failed }: ReportInput): string {
  const count = (verdict: string) => photos.filter((photo) => photo.verdict === verdict).length;
  const unknown = photos.filter(({ category }) => category === UNKNOWN).length;
  const isJudged = photos.some(({ verdict }) => verdict !== undefined);
  return [
    `${photos.length} photos`,
    ...(isJudged ? [`${count('NG')} NG`, `${count('UNSURE')} UNSURE`, `${count('OK')} OK`] : []),
    ...(unknown > 0 ? [`${unknown} unknown (like no training photo)`] : []),
    ...(failed.length > 0 ? [`${failed.length} could not be scored`] : []),
  ].join(', ');
}

/** The page as HTML: nothing in it is loaded from elsewhere but full-size pictures beside it, when they are clicked. */
export function reportPage(input: ReportInput): string {
  const { scoring, photos, failed } = input;
  const sorted = [...photos].sort((a, b) => relative(b) - relative(a));
  const summary = summaryOf(input);
  const { limits, run, imageScore } = scoring;
  const about = `Run ${escaped(run)}; ${limits ? `limits by ${escaped(limits.rule)}` : 'no limits'}; image score: ${escaped(imageScore)}.`;
  return page(
    `Scores: ${summary}`,
    `<h1>Scores</h1><p>${summary}.</p><p>${about}</p>${histogram(photos)}<h2>Photos</h2>${filters(photos)}<p id="shown" role="status">${photos.length} of ${photos.length} photos</p><ul id="photos" class="photos">${sorted.map(card).join('')}</ul>${failures(failed)}`,
    { style: STYLE, script: SCRIPT, policy: POLICY },
  );
}
