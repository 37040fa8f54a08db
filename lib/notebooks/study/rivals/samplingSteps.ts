/** DiAD's number of denoising steps against detection and time: the same weights, led back in more or fewer steps. */
import { createDetector } from 'borad/detection';
import { type Figure, figure, panelLayout } from '../../report';
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

/** Detection and time by the number of steps, side by side. */
export function samplingFigure(name: string, points: readonly SamplingPoint[]): Figure {
  const panels = panelLayout({
    titles: ['detection', 'time'],
    xTitle: 'denoising steps',
    yTitle: ['image AUROC, %', 'ms per image'],
    ...{ sharedY: false, width: 900, height: 380 },
  });
  const values = [
    ({ imageAuroc }: SamplingPoint) => 100 * imageAuroc,
    ({ milliseconds }: SamplingPoint) => milliseconds,
  ];
  const said = points.map(({ steps, imageAuroc }) => `${steps}: ${(100 * imageAuroc).toFixed(1)}`);
  return figure({
    name,
    title: 'More denoising steps: what they give and what they cost',
    alt: `Image AUROC in percent by number of steps: ${said.join(', ')}; time grows with the steps.`,
    data: values.map((value, p) => ({
      ...{ x: points.map(({ steps }) => steps), y: points.map(value), mode: 'lines+markers', showlegend: false },
      ...panels.axes[p],
    })),
    layout: panels.layout,
  });
}
