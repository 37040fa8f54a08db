/** One reference case: the JSON of NAME.json and the tensors of NAME.safetensors. */
export interface Oracle {
  name: string;
  // biome-ignore lint/suspicious/noExplicitAny: each family of cases has its own form
  json: any;
  tensors: Record<string, { shape: number[]; data: Float32Array }>;
  folder: string;
}

/** One number against its reference: passes when deviation <= tolerance; NaN fails. */
export interface Comparison {
  what: string;
  deviation: number;
  tolerance: number;
  note?: string;
}
