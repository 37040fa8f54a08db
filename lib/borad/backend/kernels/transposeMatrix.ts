/** Transposition of a matrix inside the heap. */

/** Rows handled together, so that the lines written to stay in the first-level cache. */
const BLOCK = 16;

/**
 * to[c * toStride + r] = from[r * fromStride + c] for r < rows, c < columns; positions in `heap`.
 *
 * @param fromStride Elements between two rows of the source (at least `columns`).
 * @param toStride Elements between two rows of the result (at least `rows`).
 */
export function transposeMatrix(
  heap: Float32Array,
  from: number,
  rows: number,
  columns: number,
  to: number,
  fromStride = columns,
  toStride = rows,
): void {
  for (let first = 0; first < rows; first += BLOCK) {
    const last = Math.min(first + BLOCK, rows);
    for (let c = 0; c < columns; c++) {
      let target = to + c * toStride + first;
      let source = from + first * fromStride + c;
      for (let r = first; r < last; r++) {
        heap[target++] = heap[source];
        source += fromStride;
      }
    }
  }
}
