/** Multiply-adds of UniAD from its shapes. */
import { attentionAdds, denseAdds, feedForwardAdds } from '../../layers';
import type { UniadArchitecture } from './architecture';

/** Of one image in one forward pass: a decoder's layer has two attentions, an encoder's one. */
export function uniadMultiplyAdds(architecture: UniadArchitecture): number {
  const { grid, width, hidden, encoderLayers, decoderLayers } = architecture;
  const tokens = grid[0] * grid[1];
  const channels = architecture.channels.reduce((sum, count) => sum + count, 0);
  return (
    2 * denseAdds(tokens, channels, width) +
    (encoderLayers + 2 * decoderLayers) * attentionAdds(tokens, width) +
    (encoderLayers + decoderLayers) * feedForwardAdds(tokens, width, hidden)
  );
}
