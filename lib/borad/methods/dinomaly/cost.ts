/** Multiply-adds of Dinomaly's network from its shapes. */
import { denseAdds, feedForwardAdds } from '../../layers';
import type { DinomalyArchitecture } from './architecture';

/** Four dense layers, and twice a product of tokens with a matrix per head. */
function linearAttentionAdds(tokens: number, width: number, heads: number): number {
  return 4 * denseAdds(tokens, width, width) + 2 * denseAdds(tokens, width, width / heads);
}

/** Of the dense layers around the decoder. */
export function projectionAdds({
  grid,
  groups,
  width,
  projected,
}: Pick<DinomalyArchitecture, 'grid' | 'groups' | 'width' | 'projected'>): number {
  const values = groups.reduce((sum, size) => sum + size, 0);
  return projected ? 2 * denseAdds(grid[0] * grid[1], values, width) : 0;
}

/** Of one image in one forward pass. */
export function dinomalyMultiplyAdds(architecture: DinomalyArchitecture): number {
  const { grid, width, heads, hidden, blocks } = architecture;
  const tokens = grid[0] * grid[1];
  const feedForward = feedForwardAdds(tokens, width, hidden);
  return (
    projectionAdds(architecture) + feedForward + blocks * (linearAttentionAdds(tokens, width, heads) + feedForward)
  );
}
