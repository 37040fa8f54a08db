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
export function samplingFigure(name: string, points: readonly SamplingPoint[]): Figure {
  const said = points.map(({ steps, imageAuroc }) => `${steps}: ${(100 * imageAuroc).toFixed(1)}`);
  return stepsFigure({
    ...{ name, points, title: 'More denoising steps: what they give', yTitle: 'image AUROC, %' },
    alt: `Image AUROC in percent by number of steps: ${said.join(', ')}.`,
    value: ({ imageAuroc }) => 100 * imageAuroc,
  });
}

/** Time by the number of steps, on this machine. */
export function samplingTimeFigure(name: string, points: readonly SamplingPoint[]): Figure {
  const said = points.map(({ steps, milliseconds }) => `${steps}: ${milliseconds.toFixed(0)}`);
  return stepsFigure({
    ...{ name, points, title: 'More denoising steps: what they cost', yTitle: 'ms per image' },
    alt: `Milliseconds per image by number of steps: ${said.join(', ')}.`,
    value: ({ milliseconds }) => milliseconds,
  });
}

interface StepsFigure {
  name: string;
  title: string;
  alt: string;
  yTitle: string;
  points: readonly SamplingPoint[];
  value: (point: SamplingPoint) => number;
}

const stepsFigure = ({ name, title, alt, yTitle, points, value }: StepsFigure): Figure =>
  lineFigure({
    ...{ name, title, alt, width: 520, height: 340 },
    ...{ x: 'denoising steps', y: yTitle },
    lines: [{ x: points.map(({ steps }) => steps), y: points.map(value) }],
  });
