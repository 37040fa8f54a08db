/** Multiply-adds of HVQ-Trans's network from its shapes. */
import { attentionAdds, denseAdds, feedForwardAdds } from '../../layers';
import { codebookWidths, type HvqTransArchitecture } from './architecture';
import type { HvqTransConfig } from './settings';

/**
 * Of one image in one forward pass; in training its category is known, at test time the nearest codebook is looked for in any
 * case. What moves the codebooks after a step is not counted.
 */
export function hvqTransMultiplyAdds(
  architecture: HvqTransArchitecture,
  { score }: Pick<HvqTransConfig, 'score'>,
): { training: number; inference: number } {
  const { grid, inputs, categories, width, hidden, layers, codes } = architecture;
  const tokens = grid[0] * grid[1];
  const encoder = attentionAdds(tokens, width) + feedForwardAdds(tokens, width, hidden);
  const decoder = 2 * attentionAdds(tokens, 2 * width) + feedForwardAdds(tokens, 2 * width, hidden);
  // Distances to all codes, and the product that picks the nearest.
  const quantised = [...codebookWidths(architecture).values()].reduce(
    (sum, depth) => sum + 2 * denseAdds(tokens, depth, codes),
    0,
  );
  const chosenHead = denseAdds(1, categories.length, 2 * width * inputs + inputs);
  const training =
    denseAdds(tokens, inputs, width) +
    layers * (encoder + decoder) +
    quantised +
    chosenHead +
    denseAdds(tokens, 2 * width, inputs);
  const nearest = denseAdds(tokens, width, categories.length * codes);
  const transport = score.transport > 0 ? 2 * denseAdds(tokens, 2 * width, codes) : 0;
  return { training, inference: training + nearest + transport };
}
