/** Multiply-adds of ViTAD's student from its shapes. */
import { attentionAdds, denseAdds, feedForwardAdds } from '../../layers';
import { patchSize } from '../foldedMaps';
import type { VitadArchitecture } from './architecture';

/** Of one image in one forward pass. */
export function vitadMultiplyAdds(architecture: VitadArchitecture): number {
  const { grid, neck, width, hidden, blocks, channels, patchHeads } = architecture;
  const tokens = grid[0] * grid[1];
  const heads = patchHeads
    ? channels.reduce((sum, _, scale) => sum + denseAdds(tokens, width, patchSize(architecture, scale)), 0)
    : 0;
  return (
    denseAdds(tokens, neck, width) +
    blocks * (attentionAdds(tokens, width) + feedForwardAdds(tokens, width, hidden)) +
    heads
  );
}
