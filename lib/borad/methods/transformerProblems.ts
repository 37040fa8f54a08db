/** What the settings of a transformer must not be; each is a sentence, or undefined where nothing is wrong. */

/** Heads share the width evenly. */
export function headsProblem({ width, heads }: { width: number; heads: number }): string | undefined {
  return width % heads === 0 ? undefined : `transformer.width ${width} cannot be divided among ${heads} heads.`;
}

/** A position's embedding has a half for its row and one for its column. */
export function halvesProblem({ width }: { width: number }): string | undefined {
  return width % 2 === 0 ? undefined : `transformer.width ${width} is odd; half of it is for rows, half for columns.`;
}

/** Two groups of maps are rebuilt by a half of the blocks each. */
export function groupsProblem({ blocks }: { blocks: number }): string | undefined {
  return blocks % 2 === 0 ? undefined : `transformer.blocks ${blocks} is odd; half of them rebuild each group of maps.`;
}
