/** Multiply-adds of INP-Former's network from its shapes. */
import { denseAdds, feedForwardAdds } from '../../layers';
import { projectionAdds } from '../dinomaly';
import type { InpFormerArchitecture } from './architecture';

/** A block whose queries attend to other tokens: dense layers for both, the products, and the queries' MLP. */
function crossBlockAdds(queries: number, keys: number, width: number, hidden: number): number {
  const dense = 2 * denseAdds(queries, width, width) + denseAdds(keys, width, 2 * width);
  return dense + 2 * queries * keys * width + feedForwardAdds(queries, width, hidden);
}

/** Of one image in one forward pass at test time, and what the coherence loss adds in training. */
export function inpFormerMultiplyAdds(architecture: InpFormerArchitecture): { inference: number; coherence: number } {
  const { grid, prototypes, width, hidden, blocks } = architecture;
  const tokens = grid[0] * grid[1];
  return {
    inference:
      projectionAdds(architecture) +
      crossBlockAdds(prototypes, tokens, width, hidden) +
      feedForwardAdds(tokens, width, hidden) +
      blocks * crossBlockAdds(tokens, prototypes, width, hidden),
    coherence: tokens * prototypes * width,
  };
}
