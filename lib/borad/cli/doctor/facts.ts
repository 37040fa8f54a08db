/** Everything that `borad doctor` finds out, and what follows from it. */
import * as tf from '@tensorflow/tfjs-core';
import { prepareBackend } from '../../backend';
import { environment } from '../../base';
import { loadSharp } from '../../base/sharp';
import { type GraphCacheContents, graphCacheContents } from '../../compile';
import { type BackendFact, backendFacts } from './backends';
import { type DataFact, dataFact } from './dataSets';
import { type EngineFact, engineFact } from './engine';
import { type MachineFact, machineFact } from './machine';
import { type OnnxRuntimeFact, onnxRuntimeFact } from './onnxRuntime';
import { type TeacherFact, teacherFacts } from './teachers';

export interface DoctorFacts {
  machine: MachineFact;
  engine: EngineFact;
  onnxRuntime: OnnxRuntimeFact;
  backends: BackendFact[];
  /** The backend that will be used: why; or why there is none. */
  backend: { name: string | null; reason: string };
  teachers: TeacherFact[];
  data: DataFact;
  /** Graphs of steps, teachers and detectors that are kept on disk. */
  graphCache: GraphCacheContents;
  /** What keeps this machine from training and scoring; empty if nothing does. */
  problems: string[];
}

/** What keeps the machine from training and scoring. Image sets are not needed: the procedural one is built in. */
export function problemsOf(facts: Pick<DoctorFacts, 'engine' | 'backend' | 'teachers'>): string[] {
  const problems: string[] = [];
  if (facts.engine.engine === null) problems.push(facts.engine.reason);
  if (facts.backend.name === null) problems.push(facts.backend.reason);
  if (!facts.teachers.some(({ state }) => state === 'ready'))
    problems.push(`No teacher can be loaded. ${facts.teachers.map(({ detail }) => detail).join(' ')}`);
  return problems;
}

/** What keeps images from being read. */
function imageProblems(): string[] {
  try {
    loadSharp();
    return [];
  } catch (error) {
    return [(error as Error).message];
  }
}

/** Which backend `prepareBackend` will take, judged by what was tried: a native library that crashes is not loaded here. */
function backendChoice(backends: BackendFact[]): DoctorFacts['backend'] {
  const forced = environment().BORAD_BACKEND ?? 'auto';
  if (forced === 'auto') {
    const first = backends.find(({ state }) => state === 'ready');
    if (first) return { name: first.name, reason: `the first that is ready: ${first.detail}` };
    return { name: null, reason: `No backend is ready. ${backends.map(({ detail }) => detail).join(' ')}` };
  }
  const found = backends.find(({ name }) => name === forced);
  if (!found) return { name: null, reason: `BORAD_BACKEND: there is no backend ${JSON.stringify(forced)}.` };
  if (found.state === 'ready') return { name: found.name, reason: `BORAD_BACKEND asks for it: ${found.detail}` };
  return { name: null, reason: `BORAD_BACKEND asks for ${forced}, which is ${found.state}: ${found.detail}.` };
}

/**
 * Tries everything. Nothing that is broken stops it, and the backend that was current is current again afterwards.
 *
 * @param data A folder to open besides those under the data folder.
 */
export async function collectFacts(data?: string): Promise<DoctorFacts> {
  const before = tf.engine().backendName;
  const backends = await backendFacts();
  // Tracing and loading weights need some backend; `cpu` needs no library.
  await prepareBackend('cpu');
  const onnxRuntime = await onnxRuntimeFact();
  const found = {
    machine: machineFact(),
    engine: engineFact(onnxRuntime),
    onnxRuntime,
    backends,
    backend: backendChoice(backends),
    teachers: teacherFacts(),
    data: dataFact(data),
    graphCache: graphCacheContents(),
  };
  if (before) await tf.setBackend(before);
  return { ...found, problems: [...problemsOf(found), ...imageProblems()] };
}
