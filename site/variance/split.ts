/** Points of some products in the plane, prototypes, and how they split the variance. */
import type { Rng } from 'borad/base';
import { softAssignment, totalVariance } from 'borad/theory';
import type { Point } from '../shared/point';

const CENTRES: Point[] = [
  [-1.1, 0.6],
  [0.9, 0.9],
  [0.3, -1],
];
const EACH = 60;
const SPREAD = 0.32;
const ROUNDS = 12;

/** The points of all products, one after another. */
export const drawPoints = (rng: Rng): Point[] =>
  CENTRES.flatMap(([x, y]) =>
    Array.from({ length: EACH }, (): Point => [x + SPREAD * rng.normal(), y + SPREAD * rng.normal()]),
  );

/** Prototypes anywhere in the square that the points fill. */
export const drawPrototypes = (rng: Rng, count: number): Point[] =>
  Array.from({ length: count }, (): Point => [rng.range(-1.8, 1.8), rng.range(-1.8, 1.8)]);

/** Parts of the variance and how far their sum is from the whole, relative to it. */
export function splitBy(points: Point[], prototypes: Point[], temperature: number) {
  const { within, between, total } = totalVariance(points, softAssignment(points, prototypes, temperature));
  return { within, between, total, residual: Math.abs(within + between - total) / total };
}

/** Each prototype at the mean of its points, by their weights; one without any stays. */
export function movedToMeans(points: Point[], prototypes: Point[], temperature: number): Point[] {
  const weights = softAssignment(points, prototypes, temperature);
  return prototypes.map((prototype, k) => {
    const mass = weights.reduce((sum, row) => sum + (row[k] as number), 0);
    if (mass < 1e-9) return prototype;
    const mean = (axis: 0 | 1) => points.reduce((sum, p, i) => sum + (weights[i]?.[k] as number) * p[axis], 0) / mass;
    return [mean(0), mean(1)];
  });
}

/** Share between prototypes after k-means (Lloyd's rounds) from the first 1, 2, ... of some prototypes. */
export const sharesByCount = (points: Point[], prototypes: Point[]): number[] =>
  prototypes.map((_, last) => {
    let moved = prototypes.slice(0, last + 1);
    for (let round = 0; round < ROUNDS; round++) moved = movedToMeans(points, moved, 0);
    const { between, total } = splitBy(points, moved, 0);
    return between / total;
  });
