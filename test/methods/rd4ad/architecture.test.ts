import { describe, expect, it } from 'vitest';
import { countValues, type ParameterTable, sumCosts } from '../../../lib/borad/layers';
import { decoderParameters, embeddingParameters, rd4adParameters } from '../../../lib/borad/methods/rd4ad/architecture';

import { resnetCosts } from '../../../lib/borad/teachers';

const trained = (table: ParameterTable): ParameterTable =>
  new Map([...table].filter(([name]) => !name.includes('running_')));

describe("RD4AD's parameters", () => {
  const paper = {
    channels: [256, 512, 1024] as [number, number, number],
    widths: [256, 512, 1024] as [number, number, number],
    heads: false,
  };

  it("are 30,829,568 + 24,917,504 = 55,747,072 at the authors' size", () => {
    expect(countValues(trained(embeddingParameters(paper)))).toBe(30_829_568);
    expect(countValues(trained(decoderParameters(paper)))).toBe(24_917_504);
    expect(countValues(trained(rd4adParameters(paper)))).toBe(55_747_072);
  });

  it("compare with the 24,862,528 of the authors' teacher, a Wide-ResNet-50-2 to its third layer", () => {
    expect(sumCosts(resnetCosts(256)).parameters).toBe(24_862_528);
    expect(countValues(trained(rd4adParameters(paper))) + 24_862_528).toBe(80_609_600);
  });

  it('are 840,920 at teaching scale', () => {
    const table = rd4adParameters({ channels: [24, 32, 96], widths: [32, 64, 128], heads: true });
    expect(countValues(trained(table))).toBe(840_920);
  });
});
