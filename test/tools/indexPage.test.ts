import { beforeAll, describe, expect, it } from 'vitest';
import {
  type Claim,
  type ClaimInput,
  claimsSummary,
  judgeClaims,
  type RowInput,
} from '../../lib/notebooks/study/claims';
import { there } from '../there';
import { loadTool } from './loadTool';

const report = (name: string) => ({ name, title: `About ${name}`, summary: '<b>Question</b>', body: '', headings: [] });
const judged = (id: string, row: object, more: Partial<ClaimInput> = {}): Claim =>
  judgeClaims([
    {
      id,
      claim: `a < b of ${id}`,
      place: 'Section 3.1',
      rows: [{ measure: 'residual', number: 0, tolerance: 1, rule: 'below', ...row } as RowInput],
      notebook: '05-training',
      cell: 'cell-42',
      ...more,
    },
  ])[0];
const repeated = (part: string, values: number[]): RowInput => ({
  ...{ part, measure: 'mAD', values, direction: 'above', margin: 0.5, family: 'Table 5' },
});
const claims = [
  judged('holding', { note: 'on both sets' }),
  judged('routing', { numberWithout: 2, condition: 'the rows are orthonormal' }),
  judged('missed', { number: 2 }),
  judged('open', {}, { rows: [repeated('first', [0, 0.1, -0.1]), repeated('second', [3, -2, 1])] }),
  judged('absent', {}, { rows: [{ takes: 'the weights' }], notebook: '10-ablations' }),
];

let indexPage: (reports: object[], claims: Claim[]) => string;
beforeAll(async () => {
  ({ indexPage } = await loadTool('reports/indexPage.mjs'));
});

describe('the index of the reports', () => {
  const names = ['12-deployment', '05-training', '00-quickstart', '01-representation-dilemma', '03-datasets', 'own'];

  it('lists the notebooks part by part, in order', () => {
    const html = indexPage(names.map(report), []);
    const found = [...html.matchAll(/<h3>(.*?)<\/h3>|<li><a href="(.*?)">/g)].map(([, part, link]) => part ?? link);
    expect(found).toEqual([
      'Start',
      '00-quickstart.html',
      'Idea and theory',
      '01-representation-dilemma.html',
      'Data, network, training',
      '03-datasets.html',
      '05-training.html',
      'Use',
      '12-deployment.html',
      'Others',
      'own.html',
    ]);
    expect(html).not.toContain('id="claims"');
  });

  it('names no part where there is only one', () => {
    expect(indexPage([report('00-quickstart')], [])).not.toContain('<h3>');
  });

  describe('with claims', () => {
    let html: string;
    const row = (id: string) => there(html.split('\n').find((line) => line.includes(`id="claim-${id}"`)));
    beforeAll(() => {
      html = indexPage(names.map(report), claims);
    });

    it('has a table of all of them under their summary', () => {
      expect(html).toContain('<h2 id="claims">Which claims hold</h2>');
      expect(html).toContain(claimsSummary(claims));
      expect(html.match(/<th scope="row" id="claim-/g)).toHaveLength(claims.length);
      expect(html.match(/<th scope="col">/g)).toHaveLength(4);
    });

    it('says each verdict in words; the sign is for the eye alone', () => {
      const verdict = (id: string) => there(/<td class="verdict (\w+)">(.*?)<\/td>/.exec(row(id))).slice(1);
      const mark = (sign: string) => `<span aria-hidden="true">${sign}</span> `;
      expect(verdict('holding')).toEqual(['holds', `${mark('✓')}holds`]);
      expect(verdict('routing')).toEqual(['conditional', `${mark('◐')}holds if the rows are orthonormal`]);
      expect(verdict('missed')).toEqual(['fails', `${mark('✗')}refuted`]);
      expect(verdict('open')).toEqual(['same', `${mark('=')}no difference`]);
      expect(verdict('absent')).toEqual(['untested', `${mark('–')}not testable here`]);
    });

    it('shows number, rule, measure and note, or why there is no number', () => {
      expect(row('holding')).toContain('“a &lt; b of holding”');
      expect(row('holding')).toContain(
        '<td><b>0</b> <span class="aside">expected &lt; 1</span><br>residual<br><span class="aside">on both sets</span></td>',
      );
      expect(row('routing')).toContain('<b>0 (otherwise 2)</b>');
      expect(row('absent')).toContain('<td>the weights</td>');
    });

    it('has a row for each part of a claim, under it', () => {
      const parts = html.split('\n').filter((line) => line.startsWith('<tr class="part">'));
      expect(parts.map((line) => there(/<th scope="row">(.*?)<\/th>/.exec(line))[1])).toEqual(['first', 'second']);
      expect(parts[0]).toContain('<span aria-hidden="true">=</span> no difference');
      expect(parts[1]).toContain('<span aria-hidden="true">?</span> undecided');
    });

    it('leads to the notebook and to the cell, where the page is there', () => {
      expect(row('holding')).toContain('<a href="05-training.html" aria-label="notebook 05">05</a>');
      expect(row('holding')).toContain('<a href="05-training.html#cell-42">cell-42</a>');
      expect(row('absent')).toContain('<td class="cells">10, cell-42</td>');
    });
  });
});
