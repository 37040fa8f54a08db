/** What names a teacher together with everything that its function reads. */
import type { Teacher } from './teacher';

const keys = new WeakMap<Teacher, string>();

/**
 * Notes under what a teacher was loaded; it is handed back.
 *
 * @param parts Name, options and digest of the weights.
 */
export function keyed(teacher: Teacher, parts: unknown): Teacher {
  keys.set(teacher, JSON.stringify(parts));
  return teacher;
}

/** The key of a teacher that `loadTeacher` gave. Undefined for any other, and for a changed copy: of those nobody knows what they read. */
export const teacherKey = (teacher: Teacher): string | undefined => keys.get(teacher);
