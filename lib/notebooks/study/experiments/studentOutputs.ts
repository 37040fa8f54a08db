/** What trained students make of a list of images. */
import type { FeatureSet } from 'borad/features';
import { disposeModel } from 'borad/methods';
import type { RunSpec } from 'borad/recording';
import { loadRun } from 'borad/training';
import { createStudentProbe, type Stack, type StudentProbe } from '../measures';
import { getModel } from './getRun';
import { type GetRunOptions, hashWith } from './openInputs';
import { hasModel, projectStore, weightsFolder } from './runStore';

export interface StudentOutputs {
  /** The student's maps, [images, H, W, C] per scale, finest first. */
  maps: Stack[];
  /** m, [images, H, W, C]. */
  fused: Stack;
}

/**
 * The students of some runs on some sets of teacher features: a list by set for each of `specs`. Weights that are missing
 * are trained first. Runs of one architecture share one compiled forward pass.
 *
 * @param sets At least one, all of the same shapes.
 * @throws As `getModel`.
 */
export async function studentOutputs(
  specs: readonly RunSpec[],
  sets: readonly FeatureSet[],
  options: GetRunOptions = {},
): Promise<StudentOutputs[][]> {
  const store = options.store ?? projectStore();
  const probes = new Map<string, StudentProbe>();
  const outputs: StudentOutputs[][] = [];
  try {
    for (const spec of specs) {
      const hash = hashWith(spec, options);
      if (!hasModel(store, hash)) disposeModel((await getModel(spec, options)).model);
      const { weights, record } = loadRun(weightsFolder(store, hash));
      const names = Object.entries(weights).map(([name, { shape }]) => `${name} ${shape}`);
      const key = JSON.stringify([record.architecture, names]);
      const probe = probes.get(key) ?? (await createStudentProbe(weights, sets[0].shapes, record.architecture));
      probes.set(key, probe);
      const own: StudentOutputs[] = [];
      for (const set of sets) own.push(await probe.run(weights, set));
      outputs.push(own);
    }
  } finally {
    for (const probe of probes.values()) probe.dispose();
  }
  return outputs;
}
