import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { scoresCsv } from '../../../lib/borad/cli/score/csv';
import { type ReportPhoto, reportPage } from '../../../lib/borad/cli/score/reportPage';
import type { Scoring } from '../../../lib/borad/cli/score/resultsFolder';

const scoring: Scoring = {
  run: 'runs/own',
  weights: 'w',
  imageScore: 'maximum',
  colourScale: { min: 0, max: 1, source: 'fixed' },
  limits: { rule: 'conformal=0.05', sha256: 'abc' },
};
const photo = (image: string, score: number, more: Partial<ReportPhoto> = {}): ReportPhoto => ({
  image,
  score,
  limit: 0.5,
  verdict: score > 0.5 ? 'NG' : 'OK',
  category: 'nut',
  categoryFrom: 'nearest',
  heatmap: `${image}_heatmap.png`,
  overlay: `${image}_overlay.png`,
  width: 4,
  height: 4,
  sha256: '',
  thumbnail: 'data:image/jpeg;base64,AA==',
  ...more,
});

describe('reportPage', () => {
  const html = reportPage({
    scoring,
    photos: [photo('low', 0.1), photo('high', 0.9), photo('far', 0.4, { limit: 0.2, verdict: 'NG' })],
    failed: [{ image: 'cut.png', error: 'cut <short>' }],
  });

  it('shows photos by their scores in units of their limits, highest first', () => {
    const order = [...html.matchAll(/data-name="(\w+)"/g)].map(([, name]) => name);
    expect(order).toEqual(['far', 'high', 'low']);
    expect(html).toContain('3 photos, 2 NG, 0 UNSURE, 1 OK, 1 could not be scored');
  });

  it('loads nothing from elsewhere, and shows text as text', () => {
    expect(html).not.toMatch(/(src|href)="(https?:)?\/\//);
    expect(html).toContain("default-src 'none'");
    expect(html).toContain('cut &#60;short&#62;');
    const odd = reportPage({ scoring, photos: [photo('"><script>x', 0.1, { overlay: 'a#b?.png' })], failed: [] });
    expect(odd).not.toContain('<script>x');
    expect(odd).toContain('href="a%23b%3F.png"');
  });

  it('shows beside an unknown photo the limit that decides on it', () => {
    const unknown = {
      verdict: 'UNSURE',
      category: 'unknown',
      nearest: 'nut',
      limitFrom: 'pooled',
      distance: 1.3,
    } as const;
    const page = reportPage({
      scoring,
      photos: [photo('odd', 0.6, { ...unknown, ngAbove: 0.8 }), photo('before', 0.6, unknown), photo('high', 0.9)],
      failed: [],
    });
    expect(page).toContain('unknown (nut)');
    expect(page).toContain('score 0.6000, NG above 0.8000, distance 1.30');
    expect(page).toContain('score 0.6000, known products 0.5000, distance 1.30');
    expect(page).toContain('score 0.9000, limit 0.5000');
    expect(Number(page.match(/data-name="odd" data-order="([\d.]+)"/)?.[1])).toBeCloseTo(0.75, 12);
  });

  it('draws photos on their side of the limit', () => {
    expect(html.match(/class="above"/g)).toHaveLength(2);
    expect(html.match(/class="below"/g)).toHaveLength(1);
    // Just above, at and just below the limit, and far above: bars end where the limit is, so none reaches over it.
    const near = [0.5001, 0.5, 0.4999, 1.7].map((score, i) => photo(`${i}`, score));
    const page = reportPage({ scoring, photos: near, failed: [] });
    const line = Number(page.match(/<line x1="([\d.]+)"/)?.[1]);
    const bars = [...page.matchAll(/<rect class="(\w+)" x="([\d.]+)" width="([\d.]+)"/g)];
    expect(bars).toHaveLength(3);
    for (const [, side, x, width] of bars) {
      if (side === 'above') expect(Number(x)).toBeGreaterThanOrEqual(line - 1e-6);
      else expect(Number(x) + Number(width)).toBeLessThanOrEqual(line);
    }
  });

  it('does without verdicts', () => {
    const none = { limit: undefined, verdict: undefined, category: undefined };
    const plain = reportPage({ scoring, photos: [photo('a', 0.1, none)], failed: [] });
    expect(plain).not.toContain('class="limit"');
    expect(html).toContain('class="limit"');
    expect(plain).not.toContain('<legend>Verdict');
  });
});

describe('scoresCsv', () => {
  it('has a line per photo, quotes what must be, and counts regions', () => {
    const region = {
      box: [0, 0, 1, 1] as [number, number, number, number],
      area: 1,
      peak: 1,
      centroid: [0, 0] as [number, number],
    };
    const [head, first, second, end] = scoresCsv([
      photo('a,"b".png', 0.25, { regions: [region], distance: 0.5 }),
      { image: 'c.png', error: 'two\nlines' },
    ]).split('\r\n');
    expect(head).toBe(
      'image,verdict,score,limit,category,categoryFrom,distance,width,height,regions,heatmap,overlay,map,mask,error,nearest,light,focus,limitFrom,ngAbove,sha256',
    );
    expect(first).toBe(
      '"a,""b"".png",OK,0.25,0.5,nut,nearest,0.5,4,4,1,"a,""b"".png_heatmap.png","a,""b"".png_overlay.png",,,,,,,,,',
    );
    expect(second).toBe('c.png,,,,,,,,,,,,,,"two\nlines",,,,,,');
    expect(end).toBe('');
  });

  it('is read back by a parser of RFC 4180, whatever stands in a cell', () => {
    const image = ' a;"b",\'c\'\r\n\td.png';
    const rows = parse(scoresCsv([photo(image, 0.25), { image: '"', error: 'x,"y"' }]), { columns: true }) as Record<
      string,
      string
    >[];
    expect(rows.map((row) => [row.image, row.score, row.error])).toEqual([
      [image, '0.25', ''],
      ['"', '', 'x,"y"'],
    ]);
  });
});
