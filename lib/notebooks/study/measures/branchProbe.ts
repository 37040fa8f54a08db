/** Both branches of the training forward on given features and masks, in evaluation mode: what the diagnostics look at. */
import * as tf from '@tensorflow/tfjs-core';
import type { DataTree, TensorData, TensorTree } from 'borad/compile';
import { createRunner } from 'borad/engine';
import { type FeatureSet, gatherFeatures } from 'borad/features';
import { cosineSimilarity, type NormContext, type TensorMap } from 'borad/layers';
import { type BaseArchitecture, withoutMoments } from 'borad/methods';
import type { ViewMasks } from 'borad/methods/borad';
import {
  type Architecture,
  anchors,
  type BoradConfig,
  boradMethod,
  globalAveragePool,
  merge,
  modelParts,
  onlineBranch,
  predictResiduals,
  reconstructForTest,
  residuals,
  spatialPredictor,
  targetBranch,
  type Views,
} from 'borad/methods/borad';
import type { StoredState } from 'borad/training';

/** A feature map or a matrix over the images of a set, row by row. */
export interface Stack {
  /** [images, ...]. */
  shape: number[];
  data: Float32Array;
}

/** Cosines of the two branches, one value per image. */
export interface CosineStacks {
  fused: Stack;
  merged: Stack;
  mergedPredicted: Stack;
  global: Stack;
  residual: Stack;
  globalPredicted: Stack;
}

export interface BranchOutputs {
  /** The projector's maps, finest first. */
  projected: Stack[];
  /** m of the online branch, [images, H, W, C]. */
  fused: Stack;
  /** m of the target branch: momentum projector, the same fusion. */
  fusedTarget: Stack;
  cosines: CosineStacks;
}

export interface BranchProbe {
  /** Runs all images of the set. Masks are those of the whole set; without them both branches see everything. */
  run(
    state: StoredState,
    features: FeatureSet,
    masks?: { online: ViewMasks; target: ViewMasks },
  ): Promise<BranchOutputs>;
  dispose(): void;
}

/** The student's three maps of all images, [images, H, W, C] per scale. */
export interface StudentProbe {
  run(state: StoredState, features: FeatureSet): Promise<{ maps: Stack[]; fused: Stack }>;
  dispose(): void;
}

const BATCH = 8;

const zeros = (shape: number[]): TensorData => ({ shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)) });

const evaluation = (statistics: TensorMap): NormContext => ({ mode: 'eval', statistics, batch: {} });

/** Mean over all axes but the first, [B]. */
const byImage = (x: tf.Tensor): tf.Tensor => tf.mean(tf.reshape(x, [x.shape[0], -1]), 1);

interface ProbeInput extends Views {
  /** The state by name. */
  model: TensorMap;
}

function branches({ model, ...views }: ProbeInput, { model: settings, loss }: BoradConfig): TensorTree {
  const state = modelParts(model);
  const { parameters, statistics } = state;
  const { projected, fused: online } = onlineBranch(views, parameters, evaluation(statistics));
  const { fused: target } = targetBranch(views, state, evaluation(statistics));
  const [z1, z2] = [online, target].map((m) => merge(m, parameters, settings.routing));
  const [g1, g2] = [online, target].map(globalAveragePool);
  const [r1, r2] = [g1, g2].map((g) => residuals(g, anchors(parameters)));
  const shifted = loss.shift && loss.prototypes;
  const compared = shifted ? r1 : tf.expandDims(g1, 1);
  const predicted = predictResiduals(compared as tf.Tensor3D, parameters);
  const cosine = (a: tf.Tensor, b: tf.Tensor) => byImage(cosineSimilarity(a, b));
  return {
    projected,
    fused: online,
    fusedTarget: target,
    cosines: {
      fused: cosine(online, target),
      merged: cosine(z1, z2),
      mergedPredicted: cosine(spatialPredictor(z1, parameters), z2),
      global: cosine(g1, g2),
      residual: cosine(r1, r2),
      globalPredicted: cosine(predicted, shifted ? r2 : tf.expandDims(g2, 1)),
    },
  } as unknown as TensorTree;
}

/** Joins the outputs of batches: trees of [BATCH, ...] become trees of [images, ...]; what filled up the last is dropped. */
function joined(parts: DataTree[], images: number): unknown {
  const first = parts[0];
  if (ArrayBuffer.isView((first as TensorData).data)) {
    const { shape } = first as TensorData;
    const length = shape.slice(1).reduce((a, b) => a * b, 1);
    const data = new Float32Array(images * length);
    (parts as TensorData[]).forEach((part, i) => {
      const count = Math.min(BATCH, images - i * BATCH);
      data.set((part.data as Float32Array).subarray(0, count * length), i * BATCH * length);
    });
    return { shape: [images, ...shape.slice(1)], data };
  }
  if (Array.isArray(first))
    return first.map((_, i) =>
      joined(
        (parts as DataTree[][]).map((part) => part[i]),
        images,
      ),
    );
  return Object.fromEntries(
    Object.keys(first).map((name) => [
      name,
      joined(
        (parts as { [name: string]: DataTree }[]).map((p) => p[name]),
        images,
      ),
    ]),
  );
}

/** Indices of a batch; the last one is filled up with image 0. */
const batchOf = (start: number, images: number) =>
  Array.from({ length: BATCH }, (_, i) => (start + i < images ? start + i : 0));

/** Prepares the branches for models of one architecture; the weights are inputs, so that it serves every checkpoint. */
export async function createBranchProbe(
  state: StoredState,
  shapes: FeatureSet['shapes'],
  config: BoradConfig,
): Promise<BranchProbe> {
  const maskShapes = shapes.map(([height, width]) => [BATCH, height, width, 1]);
  const ones = maskShapes.map((shape) => ({ shape, data: zeros(shape).data.map(() => 1) as Float32Array }));
  const example = {
    model: withoutMoments(state),
    features: shapes.map((shape) => zeros([BATCH, ...shape])),
    masks: { online: ones, target: ones },
  };
  const runner = await createRunner((input) => branches(input as unknown as ProbeInput, config), example, 'branches');
  return {
    async run(stored, features, masks) {
      const images = features.samples.length;
      const model = withoutMoments(stored);
      const parts: DataTree[] = [];
      for (let start = 0; start < images; start += BATCH) {
        const indices = batchOf(start, images);
        const maps = gatherFeatures(features, indices).map((data, i) => ({ shape: [BATCH, ...shapes[i]], data }));
        const side = (view: ViewMasks) =>
          view.map((data, i) => {
            const area = shapes[i][0] * shapes[i][1];
            const batch = new Float32Array(BATCH * area);
            for (const [b, image] of indices.entries())
              batch.set(data.subarray(image * area, (image + 1) * area), b * area);
            return { shape: maskShapes[i], data: batch };
          });
        const views = masks
          ? { online: side(masks.online), target: side(masks.target) }
          : { online: ones, target: ones };
        parts.push(await runner.run({ model, features: maps, masks: views }));
      }
      return joined(parts, images) as BranchOutputs;
    },
    dispose: runner.dispose,
  };
}

/**
 * Prepares the whole student.
 *
 * @param given The architecture of a BoRAD run, as its record has it.
 */
export async function createStudentProbe(
  state: StoredState,
  shapes: FeatureSet['shapes'],
  given: BaseArchitecture,
): Promise<StudentProbe> {
  const architecture = given as Architecture;
  const forward = (input: TensorTree): TensorTree => {
    const { model, features } = input as unknown as ProbeInput;
    return { ...reconstructForTest(features, modelParts(model), architecture) };
  };
  const used = (stored: StoredState): DataTree =>
    Object.fromEntries(Object.entries(stored).filter(([name]) => boradMethod.usedAtTestTime(name)));
  const runner = await createRunner(
    forward,
    { model: used(state), features: shapes.map((shape) => zeros([BATCH, ...shape])) },
    'student',
  );
  return {
    async run(stored, features) {
      const images = features.samples.length;
      const model = used(stored);
      const parts: DataTree[] = [];
      for (let start = 0; start < images; start += BATCH) {
        const maps = gatherFeatures(features, batchOf(start, images));
        parts.push(
          await runner.run({ model, features: maps.map((data, i) => ({ shape: [BATCH, ...shapes[i]], data })) }),
        );
      }
      return joined(parts, images) as { maps: Stack[]; fused: Stack };
    },
    dispose: runner.dispose,
  };
}
