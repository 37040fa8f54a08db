export const average = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The middle value; null without values. */
export function median(values: number[]): number | null {
  if (!values.length) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Values in the order in which they first appear. */
export const distinct = (values: string[]): string[] => [...new Set(values)];
