/** DiAD's number of denoising steps against detection and time: the same weights, led back in more or fewer steps. */
import { createDetector } from 'borad/detection';
import { type Figure, lineFigure } from '../../report';
import { timePerImage } from './costTable';
import type { TwinSets } from './letThrough';
import { pooledAuroc } from './pooledAuroc';
import type { RivalModel } from './rivalModels';

/** What a number of steps gives. */
export interface SamplingPoint {
  /** Evaluations of the denoiser per image. */
  steps: number;
  /** Defective against normal images of all categories together, 0 to 1. */
  imageAuroc: number;
  /** From features to map and score, median over passes; it varies from machine to machine. */
  milliseconds: number;
}

/** Measures a trained DiAD with several numbers of steps on normal and defective images. */
export async function samplingSteps(
  { model, detector }: RivalModel,
  sets: Pick<TwinSets, 'normal' | 'defective'>,
  counts: readonly number[] = [1, 3, 10],
): Promise<SamplingPoint[]> {
  const points: SamplingPoint[] = [];
  for (const steps of counts) {
    const config = { ...detector.config, sampling: { steps } };
    const sampled = createDetector({ ...detector, config, model });
    const imageAuroc = await pooledAuroc(sampled, sets);
    const milliseconds = await timePerImage(sampled, sets.normal);
    sampled.dispose();
    points.push({ steps, imageAuroc, milliseconds });
  }
  return points;
}

/** Detection by the number of steps. */
export const samplingFigure = (name: string, points: readonly SamplingPoint[]): Figure =>
  stepsFigure(points, {
    ...{ name, title: 'More denoising steps: what they give', yTitle: 'image AUROC, %' },
    ...{ said: 'Image AUROC in percent', digits: 1, value: ({ imageAuroc }) => 100 * imageAuroc },
  });

/** Time by the number of steps, on this machine. */
export const samplingTimeFigure = (name: string, points: readonly SamplingPoint[]): Figure =>
  stepsFigure(points, {
    ...{ name, title: 'More denoising steps: what they cost', yTitle: 'ms per image' },
    ...{ said: 'Milliseconds per image', digits: 0, value: ({ milliseconds }) => milliseconds },
  });

interface StepsFigure {
  name: string;
  title: string;
  yTitle: string;
  /** The value in the text alternative. */
  said: string;
  digits: number;
  value: (point: SamplingPoint) => number;
}

function stepsFigure(
  points: readonly SamplingPoint[],
  { name, title, yTitle, said, digits, value }: StepsFigure,
): Figure {
  const values = points.map((point) => `${point.steps}: ${value(point).toFixed(digits)}`);
  return lineFigure({
    ...{ name, title, width: 520, height: 340, x: 'denoising steps', y: yTitle },
    alt: `${said} by number of steps: ${values.join(', ')}.`,
    lines: [{ x: points.map(({ steps }) => steps), y: points.map(value) }],
  });
}
