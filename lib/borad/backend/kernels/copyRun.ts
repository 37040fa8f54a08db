/** Copies inside the heap. */

/** Below this length a loop beats the call of the built-in copy. */
const LOOP_LIMIT = 48;

/** heap[to + i] = heap[from + i] for i < length; the ranges don't overlap. */
export function copyRun(heap: Float32Array, to: number, from: number, length: number): void {
  if (length > LOOP_LIMIT) {
    heap.copyWithin(to, from, from + length);
    return;
  }
  for (let i = 0; i < length; i++) heap[to + i] = heap[from + i];
}
