/** Sorting of float32 scores by their bit pattern: a stack of anomaly maps has up to 13 million of them. */

const BITS = 11;
const BUCKETS = 1 << BITS;

/** Maps a float32 bit pattern to an unsigned key whose ascending order is the descending order of the floats; its own inverse. */
function descendingKey(bits: number): number {
  return bits & 0x80000000 ? bits : bits ^ 0x7fffffff;
}

/**
 * Sorts float32 values from high to low, optionally carrying a payload along (least significant digit radix sort, stable).
 * Both arguments are used as working memory: read only what is returned. +0 and -0 stay neighbours in unspecified order.
 *
 * @param values finite scores, any length.
 * @param payload one unsigned integer per value.
 */
export function radixSortDescending(
  values: Float32Array,
  payload?: Uint32Array,
): { values: Float32Array; payload?: Uint32Array } {
  const n = values.length;
  let keys: Uint32Array = new Uint32Array(values.buffer, values.byteOffset, n);
  const counts = [new Uint32Array(BUCKETS), new Uint32Array(BUCKETS), new Uint32Array(BUCKETS)];
  const [low, middle, high] = counts;
  for (let i = 0; i < n; i++) {
    const key = descendingKey(keys[i]);
    keys[i] = key;
    low[key & (BUCKETS - 1)]++;
    middle[(key >>> BITS) & (BUCKETS - 1)]++;
    high[key >>> (2 * BITS)]++;
  }
  let spareKeys: Uint32Array = new Uint32Array(n);
  let items = payload;
  let spareItems: Uint32Array | undefined = payload && new Uint32Array(n);
  for (let pass = 0; pass < 3; pass++) {
    const shift = pass * BITS;
    const position = counts[pass];
    let start = 0;
    let largest = 0;
    for (let b = 0; b < BUCKETS; b++) {
      const count = position[b];
      position[b] = start;
      start += count;
      if (count > largest) largest = count;
    }
    if (largest === n) continue;
    for (let i = 0; i < n; i++) {
      const key = keys[i];
      const to = position[(key >>> shift) & (BUCKETS - 1)]++;
      spareKeys[to] = key;
      if (items && spareItems) spareItems[to] = items[i];
    }
    [keys, spareKeys] = [spareKeys, keys];
    [items, spareItems] = [spareItems, items];
  }
  for (let i = 0; i < n; i++) keys[i] = descendingKey(keys[i]);
  return { values: new Float32Array(keys.buffer, keys.byteOffset, n), payload: items };
}
