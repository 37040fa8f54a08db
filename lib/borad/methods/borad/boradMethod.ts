/** BoRAD (arXiv 2606.14129) as a method among others. */
import type * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { TensorTree } from '../../compile';
import { scaleMaps, type TensorMap } from '../../layers';
import { initialAdam } from '../../optimisation';
import { adamInputs, scalarInput } from '../inputs';
import type { Method, MethodCost, Phase, StepContext } from '../method';
import { count, sides } from '../numbers';
import { flatGroups } from '../state';
import { type Architecture, architectureFor, type Triple } from './architecture';
import { flatState, modelParts, stateParts } from './flatState';
import { moduleTable } from './moduleTable';
import { momentumAt } from './momentum';
import { initialModel, reconstructForTest } from './network';
import { type BoradConfig, boradSections } from './settings';
import { stateShapes } from './stateShapes';
import { type StepInput, trainStep } from './step';
import { drawMasks, type ViewMasks } from './views';

const triple = z.tuple([count, count, count]);

/** The views' masks [B, H, W, 1] per scale and the scalars of a step. */
function stepInputs({ rng, step, steps, shapes, samples, config }: StepContext<Architecture, BoradConfig>) {
  const masks = drawMasks(rng.split(`masks ${step}`), shapes, samples.length, config.masking);
  const view = (side: ViewMasks) =>
    side.map((data, i) => ({ shape: [samples.length, shapes[i][0], shapes[i][1], 1], data }));
  return {
    masks: { online: view(masks.online), target: view(masks.target) },
    scalars: {
      ...adamInputs(step, config.training),
      momentum: scalarInput(momentumAt(step, steps, config.momentum)),
    },
  };
}

const training: Phase<Architecture, BoradConfig> = {
  name: 'training',
  share: 1,
  losses: ['total', 'reconstruction', 'spatial', 'global'],
  inputs: stepInputs,
  step(state, input, settings) {
    const { state: next, losses } = trainStep(stateParts(state), input as TensorTree as unknown as StepInput, settings);
    return { state: flatState(next), losses: { ...losses } };
  },
};

/** Shapes by flat name, in the order of `flatState`. */
function flatShapes(architecture: Architecture): Map<string, readonly number[]> {
  const { parameters, statistics, momentumProjector } = stateShapes(architecture);
  const trained = Object.fromEntries(parameters);
  return new Map(
    Object.entries(
      flatGroups({
        parameters: trained,
        statistics: Object.fromEntries(statistics),
        averages: Object.fromEntries(momentumProjector),
        adam: { first: trained, second: trained },
      }),
    ),
  );
}

function cost(architecture: Architecture): MethodCost {
  const modules = moduleTable(architecture);
  const sum = (value: (module: (typeof modules)[number]) => number) =>
    modules.reduce((total, module) => total + value(module), 0);
  return {
    trained: sum((module) => (module.trainable ? module.parameters : 0)),
    state: sum((module) => module.parameters),
    training: sum((module) => module.trainingPasses * module.multiplyAdds),
    inference: sum((module) => module.inferencePasses * module.multiplyAdds),
  };
}

export const boradMethod: Method<Architecture, BoradConfig> = {
  name: 'borad',
  title: 'BoRAD',
  paper: {
    title: 'Bootstrap your Own Representations for Multi-class Anomaly Detection',
    year: 2026,
    arxiv: '2606.14129',
  },
  sections: boradSections,
  defaults: {},
  lossWeights: ['loss.lambdaSpatial', 'loss.lambdaGlobal'],
  architectureSchema: z.strictObject({
    channels: triple,
    widths: triple,
    heads: z.boolean(),
    signed: z.boolean(),
    midSize: sides,
    prototypes: count,
  }),
  phases: [training],
  range: '0 (same) to 2 (opposite)',
  dropped: 'prototypes, predictors, momentum projector',
  check({ momentum }) {
    if (momentum.start <= momentum.end) return undefined;
    return `momentum.start ${momentum.start} is above momentum.end ${momentum.end}; momentum must not fall.`;
  },
  architecture: (teacher, { data, model }) => architectureFor(teacher, data.imageSize, model),
  implied({ model: { widths, prototypes } }, { channels }) {
    return {
      widths: widths === 'teacher' ? channels : widths,
      heads: widths !== 'teacher' && widths.some((width, i) => width !== channels[i]),
      prototypes,
    };
  },
  initialise(rng, architecture) {
    const model = initialModel(rng, architecture);
    return flatState({ ...model, adam: initialAdam(model.parameters) });
  },
  stateShapes: flatShapes,
  usedAtTestTime: (name) => name.startsWith('proj.') || name.startsWith('mff.') || name.startsWith('dec.'),
  map(features: tf.Tensor4D[], state: TensorMap, architecture) {
    return scaleMaps(features, reconstructForTest(features, modelParts(state), architecture).maps);
  },
  rebuild: (features, state, architecture) => ({
    seen: features,
    rebuilt: reconstructForTest(features, modelParts(state), architecture).maps,
  }),
  schedules: (step, steps, { momentum }) => ({ momentum: momentumAt(step, steps, momentum) }),
  cost,
  paperSize() {
    const teacher = { channels: [256, 512, 1024] as Triple, strides: [4, 8, 16] as Triple, signed: false };
    const paper = architectureFor(teacher, 256, { widths: 'teacher', prototypes: 7 });
    const used = moduleTable(paper).filter(({ inferencePasses }) => inferencePasses > 0);
    return { parameters: used.reduce((sum, { parameters }) => sum + parameters, 0), of: 'projector, fusion, decoder' };
  },
};
