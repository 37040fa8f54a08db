/**
 * What a method of anomaly detection is to the rest of the library: it is trained, stored, resumed, compiled, scored and
 * measured by this contract alone.
 *
 * A method's state is one flat map of tensors under the names of a checkpoint. Whatever a step changes is in it, the
 * optimiser's moments (`adam.first.`, `adam.second.`) and running statistics included; nothing else is kept between steps.
 */
import type * as tf from '@tensorflow/tfjs-core';
import type { z } from 'zod';
import type { ProgressReporter, Rng } from '../base';
import type { DataTree, TensorData, TensorTree } from '../compile';
import type { ExecutionOptions } from '../engine';
import type { TensorMap } from '../layers';
import type { ConfigOverrides, RunConfig } from './runConfig';

/** Height, width and channels of a map. */
export type FeatureShape = readonly [number, number, number];

/** What fixes a network besides its settings: plain JSON, written into `run.json`. */
export interface BaseArchitecture {
  /** Channels of the teacher's maps, finest first. */
  channels: readonly number[];
  /** Names of the categories, where the network keeps them apart. */
  categories?: readonly string[];
}

/** What a network must know of a teacher. */
export interface TeacherForm {
  /** Channels of the maps, finest first. */
  channels: [number, number, number];
  /** Pixels per location of each map. */
  strides: [number, number, number];
  /** Whether values can be negative. */
  signed: boolean;
}

/** An image as a step knows it. */
export interface StepSample {
  id: string;
  category: string;
}

/** What the random inputs of a step are drawn from. */
export interface StepContext<A extends BaseArchitecture = BaseArchitecture, C extends RunConfig = RunConfig> {
  /** The run's generator; draw from `rng.split(name)` only, so that no stream depends on the order of others. */
  rng: Rng;
  /** Finished steps of the run, and the run's length. */
  step: number;
  steps: number;
  /** Finished steps of the phase, and the phase's length. */
  phaseStep: number;
  phaseSteps: number;
  /** Shapes of the teacher's maps, finest first. */
  shapes: readonly FeatureShape[];
  /** The images of the step, in the order of the batch. */
  samples: readonly StepSample[];
  architecture: A;
  config: C;
}

/** What a phase reads of the training images, besides what `Phase.inputs` draws. */
export type PhaseRead = 'features' | 'copies' | 'labels';

/** What a step takes: what its phase reads, and what `Phase.inputs` drew. */
export interface PhaseInput {
  /** The teacher's maps [B, H, W, C], finest first; none where the phase does not read them. */
  features: tf.Tensor4D[];
  /** The same of one copy of each image, drawn anew for every step, where the phase reads copies. */
  copies?: tf.Tensor4D[];
  /** The labels of those copies, [B, ...], where the phase reads labels. */
  labels?: tf.Tensor;
  [name: string]: TensorTree | undefined;
}

/** What stays the same over the steps of a phase. */
export interface PhaseSettings<A extends BaseArchitecture = BaseArchitecture, C extends RunConfig = RunConfig> {
  architecture: A;
  config: C;
}

/** A stretch of training with one kind of step. */
export interface Phase<A extends BaseArchitecture = BaseArchitecture, C extends RunConfig = RunConfig> {
  name: string;
  /** Share of the run's steps; those of all phases add up to 1. */
  share: number;
  /** Default: the images' features alone. */
  reads?: readonly PhaseRead[];
  /** Names of the losses, `total` first. */
  losses: readonly string[];
  /**
   * The state with which the phase begins, from the one that the run had before. Default: the same.
   *
   * @param state Taken over: its tensors are in the result or freed.
   */
  begin?(state: TensorMap): TensorMap;
  /** Random inputs and scalars of one step, as numbers. Shapes must not depend on the step. */
  inputs(context: StepContext<A, C>): { [name: string]: DataTree };
  /**
   * One step as a pure function, so that it can be traced once and run natively: nothing is drawn, nothing branches on a value.
   *
   * @returns A new state of the same names and shapes and the losses, scalars, owned by the caller; the old state stays.
   */
  step(
    state: TensorMap,
    input: PhaseInput,
    settings: PhaseSettings<A, C>,
  ): { state: TensorMap; losses: { [name: string]: tf.Scalar } };
}

/** The teacher's maps of all training images, as a fit reads them. */
export interface TrainingFeatures {
  readonly samples: readonly StepSample[];
  readonly shapes: readonly FeatureShape[];
  /** [count, H, W, C] per scale, finest first. */
  gather(indices: ArrayLike<number>): Promise<Float32Array[]>;
}

export interface FitContext<A extends BaseArchitecture = BaseArchitecture, C extends RunConfig = RunConfig>
  extends ExecutionOptions {
  rng: Rng;
  features: TrainingFeatures;
  architecture: A;
  config: C;
  report: ProgressReporter;
  signal?: AbortSignal;
}

/** What an altered copy of a training image is made from. */
export interface CopyContext<A extends BaseArchitecture = BaseArchitecture, C extends RunConfig = RunConfig> {
  /** The copy's own generator; draw from `rng.split(name)` only, so that label and pixels are drawn alike apart from each other. */
  rng: Rng;
  /** Height and width of the images, pixels. */
  size: number;
  /** Shapes of the teacher's maps, finest first. */
  shapes: readonly FeatureShape[];
  architecture: A;
  config: C;
}

/** The image itself, and all others. */
export interface CopySource {
  /** [size, size, 3] RGB, 0 to 255. */
  pixels: Uint8Array;
  /** Training images. */
  images: number;
  /** The pixels of a training image by its place. */
  readImage(index: number): Promise<Uint8Array>;
}

/**
 * Altered copies of the training images. They are made once, and the teacher's maps of them kept like those of the images: each
 * copy follows from the seed, its image and its number alone.
 */
export interface ImageCopies<A extends BaseArchitecture = BaseArchitecture, C extends RunConfig = RunConfig> {
  /** Name of the stream of random numbers: `corruption` gives `corruption {image} {copy}`. */
  readonly stream: string;
  /** Copies of each image. */
  count(config: C): number;
  /** The copy, [size, size, 3] RGB, 0 to 255. */
  pixels(context: CopyContext<A, C> & CopySource): Promise<Uint8Array>;
  /** What a step has to know of the copy, of one shape for all; needs no image. */
  label(context: CopyContext<A, C>): TensorData;
}

/** What a method that rebuilds features compares. */
export interface Rebuilt {
  /** The teacher's features as the method sees them, [B, H, W, C] per scale. */
  seen: tf.Tensor4D[];
  /** What it made of them, of the same shapes. */
  rebuilt: tf.Tensor4D[];
}

/** One image as a published scoring reads it. */
export interface ScoredImage {
  /** The method's maps, before upsampling. */
  maps: { data: Float32Array; height: number; width: number }[];
  /** Their mean at the image's size, smoothed as published, [size, size]. */
  large: Float32Array;
  size: number;
  /** What the method compares (`rebuild`), [H W C] per scale, where the scoring asks for it. */
  seen?: Float32Array[];
}

/** A way from maps to an image score that authors publish, where it differs from the common protocol. */
export interface PublishedScoring {
  /** One word. */
  name: string;
  /** What is done, and where that stands. */
  about: string;
  /** Deviation of the Gaussian blur of the map at the image's size, pixels; 0 for none. */
  smoothing: number;
  /** Whether `score` reads `seen`. Default false. */
  readsSeen?: boolean;
  /** @param state The method's state at test time. */
  score(image: ScoredImage, state: TensorMap): number;
}

/** Sizes of a method, counted from shapes. */
export interface MethodCost {
  /** Values that are trained. */
  trained: number;
  /** Values of weights, statistics and averages, without the optimiser's moments. */
  state: number;
  /** Multiply-adds of one image in one forward pass, teacher not counted. */
  training: number;
  inference: number;
}

/** A method under certain settings, as a row of its own in comparisons. */
export interface MethodRow {
  /** As in tables and figures. */
  title: string;
  /** On top of the method's defaults. They concern test time alone: training, and so the weights, are those of the method itself. */
  settings: ConfigOverrides;
}

export interface Method<A extends BaseArchitecture = BaseArchitecture, C extends RunConfig = RunConfig> {
  /** As in `--method`, `run.json` and this folder. */
  readonly name: string;
  /** As in tables and figures. */
  readonly title: string;
  /**
   * Raised where a change of the method moves what its runs give: runs of another revision are not found, hence made again. Default 1;
   * that of BoRAD stays, since METHOD_VERSION says it. `test/recording/methodRevisions.test.ts` fails when numbers move and this does not.
   */
  readonly revision?: number;
  readonly paper: { title: string; year: number; arxiv?: string; venue?: string };
  /** Sections that the method adds to the configuration: strict objects, each setting with its default and description. */
  readonly sections: { readonly [section: string]: z.ZodType };
  /** What it wants of the settings that all methods share, below presets and users' settings. */
  readonly defaults: ConfigOverrides;
  /** Settings to lower when training diverges, besides the learning rate. */
  readonly lossWeights: readonly string[];
  readonly architectureSchema: z.ZodType<A>;
  /** One or more; none where `fit` is the whole training. */
  readonly phases: readonly Phase<A, C>[];
  /** Altered copies of the training images, where phases read them. */
  readonly copies?: ImageCopies<A, C>;
  /** The values of the anomaly map, in words. */
  readonly range: string;
  /** Its authors' own ways from maps to scores; none where they are those of the common protocol. */
  readonly published?: readonly PublishedScoring[];
  /** Rows of comparisons besides the method itself, by one word each (`METHOD:ROW`). */
  readonly rows?: { readonly [name: string]: MethodRow };
  /** What is dropped at test time, in words. */
  readonly dropped: string;
  /** What is wrong between settings that are right by themselves. */
  check?(config: C): string | undefined;
  /**
   * The network for a teacher and settings.
   *
   * @param categories Names of the categories of the training set.
   * @throws {OptionError} a setting does not fit. @throws {ShapeError} the image size does not fit the maps.
   */
  architecture(teacher: TeacherForm, config: C, categories: readonly string[]): A;
  /** The entries of an architecture that settings alone decide: a record that says otherwise contradicts itself. */
  implied(config: C, architecture: A): Partial<A>;
  /** The whole state before the first step; the caller owns the tensors. */
  initialise(rng: Rng, architecture: A, config: C): TensorMap;
  /** Names and shapes of that state; nothing is allocated. */
  stateShapes(architecture: A, config: C): Map<string, readonly number[]>;
  /** Whether a tensor of the state is used at test time. */
  usedAtTestTime(name: string): boolean;
  /**
   * What the state takes from all training features before the first step.
   *
   * @returns The tensors that take the place of those of the same names; the caller owns them.
   * @throws {CancelledError} the signal fired.
   */
  fit?(state: TensorMap, context: FitContext<A, C>): Promise<TensorMap>;
  /** Whether the maps depend on what category an image is said to be of. */
  readsCategories?(config: C): boolean;
  /**
   * The anomaly maps from the teacher's maps, as a pure function with running statistics.
   *
   * @param features [B, H, W, C] per scale, finest first.
   * @param categories Of a method that reads them: the place of each image's category among the architecture's, -1 where it
   *   is not known, [B], int32. Without: known of none.
   * @returns One map [B, h, w] or several, whose mean after upsampling is the method's map.
   */
  map(features: tf.Tensor4D[], state: TensorMap, architecture: A, config: C, categories?: tf.Tensor1D): tf.Tensor3D[];
  /**
   * What the anomaly map compares, where it compares features with a reconstruction of them; a pure function as `map`. None where
   * the map comes from elsewhere, as from a discriminator.
   */
  rebuild?(features: tf.Tensor4D[], state: TensorMap, architecture: A, config: C): Rebuilt;
  /** Values of what changes from step to step besides the learning rate, by name. */
  schedules?(step: number, steps: number, config: C): { [name: string]: number };
  cost(architecture: A, config: C): MethodCost;
  /** Values of the network with its authors' teacher and settings, counted from shapes; the teacher's own are not among them. Null: not known. */
  paperSize(): { parameters: number | null; of: string };
}
