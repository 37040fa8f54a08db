/** Whether the teachers' weights are there and are the right ones. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { loadTeacher, ONNX_TEACHER, teacherNames } from '../../teachers';
import type { Condition } from './condition';

export interface TeacherFact extends Condition {
  name: string;
  /** Where the weights lie; null where that is not known. */
  file: string | null;
  /** SHA-256 that the file must have; null where the teacher cannot be loaded. */
  sha256: string | null;
}

/** Where this package has the file that a source `npm PACKAGE VERSION, FILE: ...` names; other sources are files. */
function installedFile(source: string): string | null {
  const found = /^npm \S+ \S+, ([^:,]+)/.exec(source);
  if (!found) return existsSync(source) ? source : null;
  try {
    return createRequire(__filename).resolve(`#assets/${found[1]}`);
  } catch {
    return null;
  }
}

/**
 * Every teacher known by name; loading one compares its file's checksum, or names and shapes where the file has no publisher.
 * The ONNX teacher has no file of its own and is left out. A TensorFlow.js backend must be ready.
 */
export function teacherFacts(): TeacherFact[] {
  const names = teacherNames().filter((name) => name !== ONNX_TEACHER);
  return names.map((name) => {
    try {
      const teacher = loadTeacher(name);
      const { source, sha256 } = teacher;
      teacher.dispose();
      // Only packages and the publisher's own files have a known checksum.
      const detail = /^npm |\.pth$/.test(source) ? 'checksum as expected' : 'names and shapes as expected';
      return { name, state: 'ready', detail, file: installedFile(source), sha256 };
    } catch (error) {
      const { message, file = null } = error as Error & { file?: string };
      return { name, state: /is missing/.test(message) ? 'missing' : 'broken', detail: message, file, sha256: null };
    }
  });
}
