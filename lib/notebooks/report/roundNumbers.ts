/**
 * A copy of plain data with every number rounded to a number of significant digits, typed arrays as arrays, and what JSON
 * cannot hold (NaN, infinities) as null, which plotly draws as a gap.
 */
export function roundNumbers<T>(value: T, digits = 5): T {
  const walk = (v: unknown): unknown => {
    if (typeof v === 'number')
      return Number.isFinite(v) ? (Number.isInteger(v) ? v : Number(v.toPrecision(digits))) : null;
    if (ArrayBuffer.isView(v) && !(v instanceof DataView)) return Array.from(v as Float32Array, walk);
    if (Array.isArray(v)) return v.map(walk);
    if (v && typeof v === 'object') {
      return Object.fromEntries(
        Object.entries(v)
          .filter(([, x]) => x !== undefined)
          .map(([k, x]) => [k, walk(x)]),
      );
    }
    return v;
  };
  return walk(value) as T;
}
