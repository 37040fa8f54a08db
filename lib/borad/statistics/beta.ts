/**
 * The beta distribution: of an order statistic's share, of a proportion. The maintained packages that have it either bring some
 * sixty packages along or lose digits in the tails; the continued fraction below is short and agrees with tables to 1e-12.
 */
import { OptionError } from '../base';

/** Logarithm of the gamma function (Lanczos, g = 7; relative error below 1e-13). */
function logGamma(x: number): number {
  const first = 0.99999999999980993;
  const c = [
    676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
    -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
  ];
  const y = x - 1;
  const t = y + 7.5;
  const series = c.reduce((sum, value, i) => sum + value / (y + i + 1), first);
  return 0.5 * Math.log(2 * Math.PI) + (y + 0.5) * Math.log(t) - t + Math.log(series);
}

/**
 * The regularised incomplete beta function I_x(a, b), the chance that a beta variable lies below x, by Lentz's continued fraction.
 *
 * @param a Above 0. @param b Above 0. @param x 0 to 1; outside of it the result is 0 or 1.
 */
export function incompleteBeta(a: number, b: number, x: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(b, a, 1 - x);
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x)) / a;
  const tiny = 1e-300;
  let c = 1;
  let d = 1 / Math.max(1 - ((a + b) * x) / (a + 1), tiny);
  let fraction = d;
  for (let m = 1; m < 300; m++) {
    for (const term of [
      (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)),
      (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)),
    ]) {
      d = 1 / (Math.abs(1 + term * d) < tiny ? tiny : 1 + term * d);
      c = Math.abs(1 + term / c) < tiny ? tiny : 1 + term / c;
      fraction *= c * d;
    }
    if (Math.abs(c * d - 1) < 1e-15) break;
  }
  return front * fraction;
}

/**
 * The x below which a beta variable lies with chance p, by bisection.
 *
 * @param p 0 to 1. @param a Above 0. @param b Above 0.
 * @throws {OptionError} a number lies outside of these ranges.
 */
export function betaQuantile(p: number, a: number, b: number): number {
  if (!(p >= 0 && p <= 1 && a > 0 && b > 0))
    throw new OptionError(
      `betaQuantile: expected a chance from 0 to 1 and parameters above 0, got ${p}, ${a} and ${b}.`,
    );
  // Rounded, the distribution reaches 1 before its end.
  if (p === 0 || p === 1) return p;
  let low = 0;
  let high = 1;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (incompleteBeta(a, b, middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
