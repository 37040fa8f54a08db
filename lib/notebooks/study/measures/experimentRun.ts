/** What is kept of one trained and measured run: plain numbers, one JSON file per run. */

import type { BoradConfig } from 'borad/methods/borad';
import type { CategoryMetrics } from 'borad/metrics';
import type { MethodRun } from 'borad/recording';
import type { MeanAndDeviation, ValueInterval } from 'borad/statistics';

/** Version of the file's form. */
export const EXPERIMENT_FORMAT = 1;

/** Parts of the law of total variance (Section 3.2, eq. 4) under two ways of grouping; squared units of the vectors. */
export interface VarianceParts {
  /** Tr Cov: equals within + between. */
  total: number;
  /** Inside the groups of vectors that have one nearest prototype. */
  within: number;
  /** Between the means of those groups. */
  between: number;
  /** Between the means of the categories' vectors: the same law with the true classes for prototypes. */
  betweenCategories: number;
}

/** Shares, 0 to 1, of the variance of the fused vectors at a location, averaged over locations. */
export interface SpanShare {
  /** Inside the span of the location's N prototypes. */
  prototypes: number;
  /** Inside the N principal directions: no N directions hold more. */
  best: number;
  /** Inside N directions drawn at random, on average: N / C. */
  random: number;
}

/**
 * Variance parts on a fixed sample of normal training images, clean views. At a map, the law is applied at each location by
 * itself, where the prototypes of that location apply, and its parts are averaged over the locations.
 */
export interface VarianceTrace {
  /** The projector's maps, finest first. A location takes the prototype of the fused location that covers it. */
  scales: VarianceParts[];
  /** The fused map m, by the prototype of greatest cosine. */
  fused: VarianceParts;
  /** m with each vector divided by its length: what the cosine losses see. */
  fusedUnit: VarianceParts;
  /** g, the pooled m, by the anchor of greatest cosine. */
  global: VarianceParts;
  globalUnit: VarianceParts;
  /** Share of the fused vectors nearest to each prototype, over images and locations. */
  usage: number[];
  /** Cosine silhouette of g by category, of these images. */
  silhouette: number;
  span: SpanShare;
}

/** The prototype bank [locations, N, C]. */
export interface PrototypeState {
  /** Mean over locations of the Frobenius norm of P P^T - I; 0 while the rows are orthonormal. */
  orthonormalityError: number;
  /** Mean length of a prototype. */
  length: number;
  /** Mean over locations and pairs of |cos(p_j, p_k)|. */
  meanAbsoluteCosine: number;
  /** [N, N] cosines of the prototypes of a location, mean over locations; at the first and the last checkpoint. */
  similarity?: number[][];
  /** [N, N] cosines of the anchors; at the first and the last checkpoint. */
  anchorSimilarity?: number[][];
  /** Mean length of the location means before they become anchors of length 1. */
  anchorLength: number;
}

/** What the shift does to the vectors that are compared (Section 3.4), on the fixed sample of normal images. */
export interface ShiftGeometry {
  /** |g|. */
  length: MeanAndDeviation;
  /** |r_k| = |g - anchor_k|. */
  residualLength: MeanAndDeviation;
  /** Angle of g and r_k, degrees, over images and anchors. */
  angle: MeanAndDeviation;
  /** Angle of g and anchor_k, degrees. */
  anchorAngle: MeanAndDeviation;
  /** Greatest angle between two residuals of one image, degrees: how differently the anchors see it. */
  residualSpread: MeanAndDeviation;
}

/** Mean over images, with their spread, of cosines between the online and the target branch. */
export interface BranchCosines {
  /** Of the fused maps m, mean over locations. */
  fused: MeanAndDeviation;
  /** Of the merged maps z, mean over locations. */
  merged: MeanAndDeviation;
  /** Of q_s(z) and z: 1 - L_spatial. */
  mergedPredicted: MeanAndDeviation;
  /** Of g. */
  global: MeanAndDeviation;
  /** Of the residuals r_k, mean over anchors. */
  residual: MeanAndDeviation;
  /** Of q_g and its target: 1 - L_global; residuals with the shift, g without. */
  globalPredicted: MeanAndDeviation;
}

/** Figure 5's quantities on the fixed random test images. */
export interface FeatureVariation {
  images: number;
  /** Standard deviation of each feature over the images (clean views, online branch), mean over the features, with its 95%
   * bootstrap interval over images. */
  deviation: {
    global: ValueInterval;
    /** Of g / |g|, times sqrt(C): 1 for a uniform direction, 0 for one direction. */
    globalUnit: ValueInterval;
    /** Of the fused map, feature by feature and location by location. */
    fused: ValueInterval;
  };
  /** Standard deviation over the channels of g inside one image, mean over images. */
  deviationInside: MeanAndDeviation;
  /** Both branches see the whole image: only projector and momentum projector differ. */
  clean: BranchCosines;
  /** Each branch sees its own mask of the configured ratio, the same masks for every run. */
  masked: BranchCosines;
}

/** What is measured while training, after `step` updates. */
export interface Checkpoint {
  step: number;
  /** Mean over categories of the seven metrics on all test images, and mAD. */
  detection: CategoryMetrics;
  prototypes: PrototypeState;
  variance: VarianceTrace;
  shift: ShiftGeometry;
  features: FeatureVariation;
}

/** CopySim of anomalous and normal places and their difference (eqs. 41-44); null where no location is anomalous. */
export interface CopySim {
  copySimAnom: number;
  copySimNorm: number;
  leakageGap: number;
}

/** Table 6's columns for some of the test images. */
export interface Diagnostics {
  /** All scales; per image and scale as the paper words it. */
  copySim: CopySim | null;
  /** Pooled over pixels, which can differ in sign. */
  pooledLeakageGap: number | null;
  /** A scale each, finest first. */
  scales: (CopySim | null)[];
  /** Mean anomalous minus mean normal score of the unblurred map, per image (eqs. 47-51). */
  separation: number;
  /** Pixel AP of at most 8192 pixels of each defective image, unblurred map. */
  sampledPixelAp: number;
  /** The same of each scale's map alone. */
  scaleSampledPixelAp: number[];
  /** Cosine silhouette of GAP(f_mid) on normal training images, by category. */
  silhouette: number;
}

/** Curves at fixed abscissae: only the ordinates are kept. */
export interface CategoryCurves {
  category: string;
  /** True positive rate at PIXEL_ROC_FPR. */
  pixelRoc: number[];
  /** Precision at PIXEL_PR_RECALL. */
  pixelPr: number[];
  /** Mean covered share of the regions at PRO_FPR. */
  pro: number[];
}

/** A run of BoRAD or its variants: what is kept of every method's, and what BoRAD's parts can be asked for. */
export interface ExperimentRun extends Omit<MethodRun, 'config' | 'losses'> {
  config: BoradConfig;
  /** Losses by step. Those that a variant lacks are empty. */
  losses: { total: number[]; reconstruction: number[]; spatial: number[]; global: number[] };
  checkpoints: Checkpoint[];
  curves: CategoryCurves[];
  diagnostics: {
    /** Over all defective test images. */
    all: Diagnostics;
    categories: ({ name: string } & Diagnostics)[];
  };
}
