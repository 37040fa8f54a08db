/** Under what the graphs of a detector are kept on disk. */
import { createHash } from 'node:crypto';
import type { TensorMap } from '../layers';
import { teacherKey } from '../teachers';
import type { DetectorOptions } from './detector';

/** SHA-256 of names, shapes and numbers. */
function digestOf(model: TensorMap): string {
  const hash = createHash('sha256');
  for (const name of Object.keys(model).sort()) {
    const { shape, dtype } = model[name];
    const { buffer, byteOffset, byteLength } = model[name].dataSync();
    hash.update(JSON.stringify([name, shape, dtype])).update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  return hash.digest('hex');
}

/**
 * Names a detector by everything that its function reads: settings, architecture, the teacher and the weights themselves, which are
 * constants of its graphs. Undefined where the teacher is none that `loadTeacher` gave.
 */
export function detectorKey({ architecture, config, teacher, model }: DetectorOptions): string | undefined {
  const seenBy = teacherKey(teacher);
  return seenBy === undefined ? undefined : JSON.stringify([config, architecture, seenBy, digestOf(model)]);
}
