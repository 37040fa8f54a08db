import {
  aupro,
  auroc,
  averagePrecision,
  connectedRegions,
  f1Max,
  pixelMetrics,
  type StackShape,
  silhouette,
  trustworthiness,
} from '../../../lib/borad/metrics';
import { compareValues, orNull } from '../compareValues';
import type { Comparison, Oracle } from '../oracle';

interface ScoreCase {
  name: string;
  labels: number[];
  scores: number[];
}

function scores({ json }: Oracle): Comparison[] {
  return json.values.cases.flatMap(({ name, labels, scores: values, ...expected }: ScoreCase) => {
    const found = {
      auroc: orNull(() => auroc(labels, values)),
      ap: orNull(() => averagePrecision(labels, values)),
      f1max: orNull(() => f1Max(labels, values).f1),
    };
    return compareValues(name, found, expected, json.tolerance.abs);
  });
}

function countRegions(masks: Float32Array, { count, height, width }: StackShape): number {
  const area = height * width;
  let regions = 0;
  for (let image = 0; image < count; image++) {
    regions += connectedRegions(masks.subarray(image * area, (image + 1) * area), height, width).sizes.length;
  }
  return regions;
}

function pixel({ json, tensors }: Oracle): Comparison[] {
  return Object.entries<Record<string, number | null>>(json.values).flatMap(([name, expected]) => {
    const maps = tensors[`${name}.maps`].data;
    const masks = tensors[`${name}.masks`].data;
    const [count, height, width] = tensors[`${name}.maps`].shape;
    const shape = { count, height, width };
    const labels = Array.from(masks, (value) => value > 0);
    const found = {
      auroc: orNull(() => auroc(labels, maps)),
      ap: orNull(() => averagePrecision(labels, maps)),
      f1max: orNull(() => f1Max(labels, maps).f1),
      aupro: orNull(() => aupro(masks, maps, shape)),
      aupro10: orNull(() => aupro(masks, maps, shape, { fprLimit: 0.1 })),
      regions: countRegions(masks, shape),
    };
    const together = orNull(() => pixelMetrics(masks, maps, shape));
    const { auroc: area, ap, f1max, aupro: pro } = expected;
    const undefinedTogether = area === null;
    return [
      ...compareValues(name, found, expected, json.tolerance.abs),
      ...compareValues(
        `${name} in one pass`,
        together,
        undefinedTogether ? null : { auroc: area, ap, f1Max: f1max, aupro: pro },
        json.tolerance.abs,
      ),
    ];
  });
}

function embedding({ json, tensors }: Oracle): Comparison[] {
  const { x, embedding: points } = tensors;
  const [n, d] = x.shape;
  const { labels, labelsWithSingleton, trustworthiness: trust, ...expected } = json.values;
  const found = {
    silhouette: silhouette(x.data, n, d, labels),
    silhouetteWithSingleton: silhouette(x.data, n, d, labelsWithSingleton),
  };
  const trusted = Object.keys(trust).map((key) => {
    const [metric, k] = key.split(',k=');
    return [key, trustworthiness(x.data, points.data, n, Number(k), metric as 'euclidean' | 'cosine')];
  });
  return [
    ...compareValues('embedding', found, expected, json.tolerance.abs),
    ...compareValues('trustworthiness', Object.fromEntries(trusted), trust, json.tolerance.abs),
  ];
}

export const cases = [
  { match: /^metrics_scores/, run: scores },
  { match: /^metrics_pixel/, run: pixel },
  { match: /^metrics_embedding/, run: embedding },
];
