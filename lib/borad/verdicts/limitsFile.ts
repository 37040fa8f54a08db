/** The limits beside a run, `limits.json`, and what its products look like, `products.safetensors`. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import {
  DataError,
  decodeSafetensors,
  encodeSafetensors,
  readFile,
  readJson,
  writeFileAtomic,
  writeJson,
} from '../base';
import type { Product } from './products';
import type { RunLimits } from './runLimits';

/** What a run knows of its products. */
export interface KnownProducts {
  /** SHA-256 of the weights of the run. */
  weights: string;
  products: Product[];
}

const limitsOf = (folder: string): string => join(folder, 'limits.json');
const productsOf = (folder: string): string => join(folder, 'products.safetensors');

const limitSchema = z.looseObject({
  limit: z.number(),
  low: z.number(),
  high: z.number(),
  photos: z.int().min(0),
  bound: z.number().optional(),
  confident: z.number().optional(),
  note: z.string().optional(),
});
const scoresSchema = z.array(
  z.looseObject({
    ...{ id: z.string(), category: z.string(), score: z.number() },
    ...{ distance: z.number().optional(), light: z.number().optional(), focus: z.number().optional() },
  }),
);
const limitsSchema = z.looseObject({
  rule: z.string(),
  source: z.string(),
  weights: z.string(),
  categories: z.record(z.string(), limitSchema),
  pooled: limitSchema,
  normals: scoresSchema,
  defects: scoresSchema,
});

/** Writes a run's limits. */
export function saveLimits(folder: string, limits: RunLimits): void {
  writeJson(limitsOf(folder), limits);
}

/**
 * Reads a run's limits.
 *
 * @param weights SHA-256 of the run's weights: the limits of other weights do not count.
 * @returns Nothing where there are none of these weights.
 * @throws {DataError} the file does not hold limits.
 */
export function loadLimits(folder: string, weights: string): RunLimits | undefined {
  const file = limitsOf(folder);
  if (!existsSync(file)) return undefined;
  const limits = readLimits(file);
  return limits.weights === weights ? limits : undefined;
}

function readLimits(file: string): RunLimits {
  try {
    return limitsSchema.parse(readJson(file)) as RunLimits;
  } catch (cause) {
    throw new DataError(
      `${file} holds no limits (rule, source, weights, categories, pooled, normals, defects). Remove it; \`borad train --resume\` on the finished run measures them again.`,
      { file, cause },
    );
  }
}

/** Writes what a run's products look like. */
export function saveProducts(folder: string, { weights, products }: KnownProducts): void {
  const tensors = Object.fromEntries(
    products.map(({ category, features }) => {
      const length = features[0]?.length ?? 0;
      const data = new Float32Array(features.length * length);
      for (const [i, feature] of features.entries()) data.set(feature, i * length);
      return [category, { shape: [features.length, length], data }];
    }),
  );
  const reach = Object.fromEntries(products.map((product) => [product.category, product.reach]));
  writeFileAtomic(productsOf(folder), encodeSafetensors(tensors, { weights, reach: JSON.stringify(reach) }));
}

/**
 * Reads what a run's products look like.
 *
 * @param weights SHA-256 of the run's weights: products of other weights do not count.
 * @throws {DataError} the file is damaged.
 */
export function loadProducts(folder: string, weights: string): Product[] | undefined {
  const file = productsOf(folder);
  if (!existsSync(file)) return undefined;
  const { tensors, metadata } = decodeSafetensors(readFile(file), file);
  if (metadata.weights !== weights) return undefined;
  try {
    const reach = z.record(z.string(), z.number()).parse(JSON.parse(metadata.reach ?? ''));
    return Object.entries(tensors).map(([category, { shape, data }]) => {
      const [count, length] = z.tuple([z.number(), z.number()]).parse(shape);
      const features = Array.from({ length: count }, (_, i) =>
        Float32Array.from(data.subarray(i * length, (i + 1) * length)),
      );
      return { category, features, reach: z.number().parse(reach[category]) };
    });
  } catch (cause) {
    throw new DataError(
      `${file} does not say what the run's products look like. Remove it; \`borad train --resume\` on the finished run measures them again.`,
      { file, cause },
    );
  }
}
