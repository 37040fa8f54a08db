/** HVQ-Trans with the cost of its prototype-oriented optimal transport in the map, beside the plain map. */
import { createDetector } from 'borad/detection';
import type { RivalModel } from './rivalModels';

/**
 * The same weights, codebooks told as before, with the transport cost in the map.
 *
 * @param weight Of the cost (`score.transport`), above 0.
 * @returns A model with a detector of its own, which the caller disposes; weights are shared.
 */
export function withTransport(rival: RivalModel, weight: number): RivalModel {
  const { detector, model } = rival;
  const config = { ...detector.config, score: { transport: weight } };
  return {
    ...rival,
    name: `distance + ${Number(weight.toFixed(1))} × transport`,
    record: { ...rival.record, config },
    detector: createDetector({ ...detector, config, model }),
  };
}
