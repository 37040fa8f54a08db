/** INP-Former (arXiv 2503.02424) as a method among others. */
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { countValues, scaleMaps, type TensorMap } from '../../layers';
import type { AdamScalars } from '../../optimisation';
import { foldMaps, unfoldMaps } from '../foldedMaps';
import type { Method, Phase, Rebuilt } from '../method';
import { count, sides } from '../numbers';
import { recordedSettings } from '../recordedSettings';
import { topPercentScoring } from '../sharedScorings';
import { stableDefaults, stableInputs } from '../stableSettings';
import { stableStep } from '../stableStep';
import { tableState } from '../tableState';
import { groupsProblem, headsProblem } from '../transformerProblems';
import { type InpFormerArchitecture, inpFormerArchitecture, inpFormerParameters } from './architecture';
import { inpFormerMultiplyAdds } from './cost';
import { inpFormerLoss } from './loss';
import { rebuildFromPrototypes } from './network';
import { type InpFormerConfig, inpFormerSections } from './settings';

function compared(features: tf.Tensor4D[], state: TensorMap, architecture: InpFormerArchitecture): Rebuilt {
  const { groups } = rebuildFromPrototypes(foldMaps(features, architecture), state, architecture);
  return { seen: features, rebuilt: unfoldMaps(tf.concat(groups, 2), architecture) };
}

const training: Phase<InpFormerArchitecture, InpFormerConfig> = {
  name: 'training',
  share: 1,
  losses: ['total', 'reconstruction', 'coherence'],
  inputs: ({ step, config }) => ({ scalars: stableInputs(step, config) }),
  step(state, { features, ...input }, { architecture, config }) {
    const { scalars } = input as unknown as { scalars: AdamScalars };
    return stableStep(state, scalars, config, () => {
      const tokens = foldMaps(features, architecture);
      return (parameters) => inpFormerLoss(tokens, parameters, architecture, config.loss);
    });
  },
};

export const inpFormerMethod: Method<InpFormerArchitecture, InpFormerConfig> = {
  name: 'inpformer',
  title: 'INP-Former',
  paper: {
    title: 'Exploring Intrinsic Normal Prototypes within a Single Image for Universal Anomaly Detection',
    year: 2025,
    arxiv: '2503.02424',
    venue: 'CVPR',
  },
  sections: inpFormerSections,
  defaults: stableDefaults(1e-3),
  lossWeights: ['loss.lambdaCoherence'],
  architectureSchema: z.strictObject({
    channels: z.array(count),
    sizes: z.array(sides),
    grid: sides,
    groups: z.array(count),
    ...recordedSettings(inpFormerSections.transformer.unwrap().omit({ stride: true })),
    projected: z.boolean(),
  }),
  phases: [training],
  range: '0 (same) to 2 (opposite)',
  published: [topPercentScoring],
  dropped: 'the coherence loss',
  check: ({ transformer }) => headsProblem(transformer) ?? groupsProblem(transformer),
  architecture: (teacher, { data, transformer }) => inpFormerArchitecture(teacher, data.imageSize, transformer),
  implied: ({ transformer: { stride: _, ...rest } }) => ({ ...rest, projected: true }),
  ...tableState(inpFormerParameters, { greatest: true }),
  map(features, state, architecture) {
    const { seen, rebuilt } = compared(features, state, architecture);
    return scaleMaps(seen, rebuilt);
  },
  rebuild: compared,
  cost(architecture) {
    const values = countValues(inpFormerParameters(architecture));
    const { inference, coherence } = inpFormerMultiplyAdds(architecture);
    return { trained: values, state: values, training: inference + coherence, inference };
  },
  paperSize: () => ({
    parameters: countValues(
      inpFormerParameters({
        channels: [768],
        sizes: [[28, 28]],
        grid: [28, 28],
        ...{ groups: [768, 768], prototypes: 6, width: 768, heads: 12, hidden: 3072, blocks: 8, projected: false },
      }),
    ),
    of: 'extractor, bottleneck and guided decoder on 28x28 tokens of DINOv2-R ViT-B/14',
  }),
};
