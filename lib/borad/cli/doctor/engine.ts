/** Which engine training and scoring will use. */
import { environment } from '../../base';
import { type Engine, executionFromEnvironment, executionOf } from '../../engine';
import type { Condition } from './condition';

export interface EngineFact {
  /** Null where BORAD_ENGINE names none. */
  engine: Engine | null;
  reason: string;
  /** What BORAD_ENGINE says; null where it is not set. */
  variable: string | null;
}

/** The engine, from the environment and from how onnxruntime was found. */
export function engineFact(onnxRuntime: Condition): EngineFact {
  const variable = environment().BORAD_ENGINE ?? null;
  let wanted: Engine;
  try {
    wanted = executionOf(executionFromEnvironment()).engine;
  } catch (error) {
    return { engine: null, reason: (error as Error).message, variable };
  }
  if (wanted === 'eager') return { engine: 'eager', reason: 'BORAD_ENGINE asks for it', variable };
  if (onnxRuntime.state === 'ready') {
    return { engine: 'compiled', reason: variable ? 'BORAD_ENGINE asks for it' : 'the default', variable };
  }
  return { engine: 'eager', reason: `onnxruntime is ${onnxRuntime.state}, so nothing can be compiled`, variable };
}
