/** What a run was computed by, as its record says it: the same settings elsewhere give other digits. */
import { version_core as tfjsVersion } from '@tensorflow/tfjs-core';
import { processorText } from '../base/processor';

export interface RunEnvironment {
  node: string;
  tfjs: string;
  backend: string;
  engine: string;
  /** Where onnxruntime ran the steps; missing where they ran eagerly, and in runs of earlier versions. */
  provider?: string;
  /** Name, family and instruction sets: equal runs are equal to the bit on equal processors. Missing in runs of earlier versions. */
  processor?: string;
}

/** Of the first steps, and of those after a stop where the run went on by something else. */
export interface RecordedEnvironment extends RunEnvironment {
  /** `step` counts the steps that were finished by then. */
  continued?: ({ step: number } & RunEnvironment)[];
}

/** The environment of this process with what runs the steps. */
export function environmentOf(backend: string, { engine, provider }: { engine: string; provider?: string }) {
  const own = { node: process.versions.node, tfjs: tfjsVersion, backend, engine, processor: processorText() };
  return engine === 'compiled' && provider ? { ...own, provider } : own;
}

const differs = (a: RunEnvironment, b: RunEnvironment): boolean =>
  a.backend !== b.backend || a.engine !== b.engine || (a.provider ?? 'cpu') !== (b.provider ?? 'cpu');

/** What runs the steps, in words. */
export const environmentText = ({ backend, engine, provider }: RunEnvironment): string =>
  engine === 'compiled' ? `compiled, on ${provider ?? 'cpu'}` : `eagerly, by ${backend}`;

/**
 * The record's environment when steps are about to run.
 *
 * @param step Finished steps.
 * @returns The same where a run goes on as before.
 */
export function environmentFrom(recorded: RecordedEnvironment, now: RunEnvironment, step: number): RecordedEnvironment {
  if (step === 0) return now;
  const { continued = [] } = recorded;
  if (!differs(continued.at(-1) ?? recorded, now)) return recorded;
  return { ...recorded, continued: [...continued, { step, ...now }] };
}
