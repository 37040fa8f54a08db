/**
 * One training step as a pure function (method.md, section 2): features, masks and scalars in, new state and losses out.
 * Nothing is drawn here and nothing branches on a value, so that the step can be traced once and run natively.
 */
import * as tf from '@tensorflow/tfjs-core';
import { disposeMap, type NormContext, type TensorMap, tidyTree, updateStatistics } from '../../layers';
import { type AdamScalars, type AdamState, adamUpdate } from '../../optimisation';
import type { Architecture } from './architecture';
import { onlineBranch, targetBranch, type Views } from './branches';
import { decoder } from './decoder';
import { globalLoss, globalTarget } from './globalLoss';
import type { ModelState } from './network';
import { globalAveragePool } from './prototypes';
import { reconstructionLoss } from './reconstructionLoss';
import type { BoradConfig } from './settings';
import { spatialLoss, spatialTarget } from './spatialLoss';

/** Everything that a step changes. */
export interface TrainState extends ModelState {
  adam: AdamState;
}

export interface StepInput extends Views {
  scalars: AdamScalars & {
    /** m of the moving average. */
    momentum: tf.Scalar;
  };
}

/** Loss parts, scalars; `spatial` and `global` are zero where they are switched off. */
export interface Losses {
  total: tf.Scalar;
  reconstruction: tf.Scalar;
  spatial: tf.Scalar;
  global: tf.Scalar;
}

export interface StepSettings {
  architecture: Architecture;
  config: Pick<BoradConfig, 'model' | 'loss' | 'training'>;
}

/** Whether a parameter receives a gradient under these switches; the others keep their values. */
export function isTrained(name: string, { loss }: Pick<BoradConfig, 'loss'>): boolean {
  if (!name.startsWith('heads.')) return true;
  const part = name.split('.')[1];
  if (part === 'merge') return loss.spatial && loss.prototypes;
  if (part === 'bank') return loss.prototypes && (loss.spatial || (loss.global && loss.shift));
  return part.startsWith('qs') ? loss.spatial : loss.global;
}

/** What the online side is compared with; missing where the loss is off. */
interface Targets {
  spatial?: tf.Tensor4D;
  global?: tf.Tensor3D;
}

/** The target side of both alignments: momentum projector, shared fusion, all under stop-gradient. */
function targets(state: ModelState, input: StepInput, settings: StepSettings, context: NormContext): Targets {
  const { loss, model } = settings.config;
  if (!loss.spatial && !loss.global) return {};
  const { fused: map } = targetBranch(input, state, context);
  return {
    spatial: loss.spatial
      ? spatialTarget(map, state.parameters, { routing: model.routing, prototypes: loss.prototypes })
      : undefined,
    global: loss.global
      ? globalTarget(globalAveragePool(map), state.parameters, { shift: loss.shift && loss.prototypes })
      : undefined,
  };
}

export interface StepGradients {
  losses: Losses;
  gradients: TensorMap;
  /** Running statistics after the online pass and, with an alignment, the target pass. */
  statistics: TensorMap;
}

/**
 * Losses (the total by eq. 10), gradients by name and the moved running statistics, without an update.
 *
 * @returns Tensors that the caller owns.
 */
export function stepGradients(state: ModelState, input: StepInput, settings: StepSettings): StepGradients {
  const { loss, model } = settings.config;
  const context = (): NormContext => ({ mode: 'train', statistics: state.statistics, batch: {} });
  const online = context();
  const target = context();
  return tidyTree(() => {
    const goal = targets(state, input, settings, target);
    const names = Object.keys(state.parameters).filter((name) => isTrained(name, settings.config));
    let parts: tf.Scalar[] = [];
    const objective = (...tensors: tf.Tensor[]) => {
      const parameters: TensorMap = { ...state.parameters };
      names.forEach((name, i) => {
        parameters[name] = tensors[i];
      });
      const { fused } = onlineBranch(input, parameters, online);
      const maps = decoder(fused, parameters, online, settings.architecture);
      const reconstruction = reconstructionLoss(input.features, maps, loss.reconstruction);
      const zero = tf.scalar(0);
      const spatial = goal.spatial
        ? spatialLoss(fused, goal.spatial, parameters, { routing: model.routing, prototypes: loss.prototypes })
        : zero;
      const global = goal.global
        ? globalLoss(globalAveragePool(fused), goal.global, parameters, { shift: loss.shift && loss.prototypes })
        : zero;
      const total = tf.addN([
        reconstruction,
        tf.mul(spatial, loss.lambdaSpatial),
        tf.mul(global, loss.lambdaGlobal),
      ]) as tf.Scalar;
      // The gradient's own scope frees everything but the total: keep the parts for the report.
      parts = [reconstruction, spatial, global].map((part) => tf.keep(part.clone()));
      return total;
    };
    const { value, grads } = tf.valueAndGrads(objective)(names.map((name) => state.parameters[name]));
    // The online pass comes first, so its batch moves the shared statistics first.
    const statistics = updateStatistics(updateStatistics(state.statistics, online.batch), target.batch);
    const [reconstruction, spatial, global] = parts.map((part) => part.clone());
    for (const kept of [online.batch, target.batch]) disposeMap(kept);
    tf.dispose(parts);
    const losses = { total: value as tf.Scalar, reconstruction, spatial, global };
    const gradients: TensorMap = Object.fromEntries(names.map((name, i) => [name, grads[i]]));
    return { losses, gradients, statistics };
  });
}

/**
 * The whole step: forward, backward, Adam, then the moving average of the projector, in this order.
 *
 * @returns A new state and the losses, owned by the caller; the old state is left as it was.
 */
export function trainStep(
  state: TrainState,
  input: StepInput,
  settings: StepSettings,
): { state: TrainState; losses: Losses } {
  return tidyTree(() => {
    const { losses, gradients, statistics } = stepGradients(state, input, settings);
    const { parameters, state: adam } = adamUpdate(
      state.parameters,
      gradients,
      state.adam,
      input.scalars,
      settings.config.training,
    );
    const momentumProjector: TensorMap = {};
    for (const [name, old] of Object.entries(state.momentumProjector)) {
      const { momentum } = input.scalars;
      momentumProjector[name] = tf.add(tf.mul(old, momentum), tf.mul(parameters[`proj.${name}`], tf.sub(1, momentum)));
    }
    return { state: { parameters, statistics, momentumProjector, adam }, losses };
  });
}
