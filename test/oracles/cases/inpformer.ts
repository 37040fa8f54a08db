/** inp_*: the extractor, the guided block, the whole model, 1 and 5 steps of Adam. */
import type * as tf from '@tensorflow/tfjs-core';
import type { TensorMap } from '../../../lib/borad/layers';
import { type InpFormerArchitecture, inpFormerParameters } from '../../../lib/borad/methods/inpformer/architecture';
import { guidedBlock } from '../../../lib/borad/methods/inpformer/guidedBlock';
import { inpFormerLoss } from '../../../lib/borad/methods/inpformer/loss';
import { rebuildFromPrototypes } from '../../../lib/borad/methods/inpformer/network';
import { extractPrototypes } from '../../../lib/borad/methods/inpformer/prototypes';
import type { Engine } from '../engine';
import type { Comparison, Oracle } from '../oracle';
import { checkTrained, checkWeighted, countLayers, widthOf } from '../trainedCases';

/** The network whose tensors and values a case stores. */
function architectureOf({ tensors, json }: Oracle): InpFormerArchitecture {
  return {
    channels: [...json.values.sizes],
    sizes: [],
    grid: [tensors['x.0'].shape[1], 1],
    groups: json.values.sizes,
    prototypes: json.values.inps,
    width: widthOf(tensors),
    heads: json.values.heads,
    hidden: tensors['w.bottleneck.fc1.weight'].shape[1],
    blocks: countLayers(tensors, 'w.blocks.'),
    projected: true,
  };
}

function checkTrain(oracle: Oracle, engine: Engine): Promise<Comparison[]> {
  const architecture = architectureOf(oracle);
  const tokensOf = (given: TensorMap) => given.x as tf.Tensor3D;
  return checkTrained(oracle, engine, {
    table: inpFormerParameters(architecture),
    inputs: ['x'],
    objective: (given) => (parameters) => {
      const settings = { lambdaCoherence: 0.2, power: 3 };
      const { total, reconstruction, coherence } = inpFormerLoss(tokensOf(given), parameters, architecture, settings);
      return { total, recon: reconstruction, coherence };
    },
    outputs: (given, parameters) => {
      const { prototypes, groups } = rebuildFromPrototypes(tokensOf(given), parameters, architecture);
      return { prototypes, y: groups };
    },
  });
}

/** A block of prototypes and tokens. */
const blockCase =
  (block: typeof guidedBlock) =>
  (oracle: Oracle, engine: Engine): Promise<Comparison[]> =>
    checkWeighted(
      oracle,
      engine,
      ['prototypes', 'tokens'],
      (given, parameters) =>
        block(
          given.tokens as tf.Tensor3D,
          given.prototypes as tf.Tensor3D,
          parameters,
          'block',
          oracle.json.values.heads,
        ),
      'block.',
    );

export const cases = [
  {
    match: /^inp_extractor/,
    run: blockCase((tokens, prototypes, ...rest) => extractPrototypes(prototypes, tokens, ...rest)),
  },
  { match: /^inp_guided_block/, run: blockCase(guidedBlock) },
  { match: /^inp_train/, run: checkTrain },
];
