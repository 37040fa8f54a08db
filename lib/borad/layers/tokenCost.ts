/** Multiply-adds of layers on tokens, from their shapes alone. */

/** A dense layer on each of some tokens. */
export function denseAdds(tokens: number, input: number, output: number): number {
  return tokens * input * output;
}

/** An attention of as many queries as keys: four dense layers, the products of queries and keys, and the weighted values. */
export function attentionAdds(tokens: number, width: number): number {
  return 4 * denseAdds(tokens, width, width) + 2 * tokens * tokens * width;
}

/** Two dense layers with a width between them. */
export function feedForwardAdds(tokens: number, width: number, hidden: number): number {
  return 2 * denseAdds(tokens, width, hidden);
}
