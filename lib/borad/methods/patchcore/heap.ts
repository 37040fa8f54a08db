/** A binary heap over the indices of an array: which value is the greatest, while one value after the other falls. */

export class Heap {
  private readonly indices: Int32Array;

  /** @param values At least one, none NaN. The caller may lower the value of `top`, and then calls `sink`. */
  constructor(private readonly values: Float64Array) {
    this.indices = Int32Array.from(values, (_, i) => i);
    for (let place = (values.length >> 1) - 1; place >= 0; place--) this.sink(place);
  }

  /** Index of the greatest value, the least of equals. */
  get top(): number {
    return this.indices[0];
  }

  /** The greatest value apart from that of `top`; -Infinity if there is none. */
  get second(): number {
    const { indices, values } = this;
    let greatest = Number.NEGATIVE_INFINITY;
    for (let place = 1; place <= 2 && place < indices.length; place++) {
      greatest = Math.max(greatest, values[indices[place]]);
    }
    return greatest;
  }

  /** Puts the index at a place, by default `top`, below those with greater values. */
  sink(place = 0): void {
    const { indices } = this;
    const sinking = indices[place];
    for (let below = 2 * place + 1; below < indices.length; below = 2 * place + 1) {
      if (below + 1 < indices.length && this.isAbove(indices[below + 1], indices[below])) below++;
      if (!this.isAbove(indices[below], sinking)) break;
      indices[place] = indices[below];
      place = below;
    }
    indices[place] = sinking;
  }

  private isAbove(a: number, b: number): boolean {
    const { values } = this;
    return values[a] > values[b] || (values[a] === values[b] && a < b);
  }
}
