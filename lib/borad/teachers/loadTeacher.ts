/** Teachers by name. */
import { OptionError } from '../base';
import { CATALOGUE } from './catalogue';
import { loadCatalogueTeacher } from './catalogueTeacher';
import { loadMobilenetV2, MOBILENET_V2 } from './mobilenetV2';
import { loadOnnxTeacher, ONNX_TEACHER } from './onnxTeacher';
import type { Teacher, TeacherOptions } from './teacher';
import { keyed } from './teacherKey';

type TeacherLoader = (options: TeacherOptions) => Teacher;

const loaders: ReadonlyMap<string, TeacherLoader> = new Map([
  [MOBILENET_V2, loadMobilenetV2],
  ...CATALOGUE.map((entry): [string, TeacherLoader] => [entry.name, (options) => loadCatalogueTeacher(entry, options)]),
  [ONNX_TEACHER, loadOnnxTeacher],
]);

/** Names that loadTeacher knows. */
export function teacherNames(): string[] {
  return [...loaders.keys()];
}

/**
 * The teacher of that name. A network of your own needs no name: hand a `Teacher` to `train` and `createDetector`, or export it as ONNX
 * (`teacher.name=onnx`), which a run can name and load again.
 *
 * @param options Which maps, their pooling, and the file with the weights where they do not come with a package.
 * @throws {OptionError} the name or an option is unknown.
 * @throws {DataError} the weights are missing or not the expected ones.
 *
 * @example
 * ```ts
 * const teacher = borad.loadTeacher('mobilenet-v2-openimages');
 * console.log(teacher.channels.length, teacher.licence); // 3 Apache-2.0
 * teacher.dispose();
 * ```
 */
export function loadTeacher(name: string, options: Partial<TeacherOptions> = {}): Teacher {
  const loader = loaders.get(name);
  if (!loader) throw new OptionError(`loadTeacher: unknown teacher '${name}'. Known are ${teacherNames().join(', ')}.`);
  const { taps = 'bottleneck', pooling = 1, file = '', outputs = [] } = options;
  if (taps !== 'bottleneck' && taps !== 'expansion') {
    throw new OptionError(`loadTeacher: unknown taps '${taps}'. Known are bottleneck, expansion.`);
  }
  if (![1, 2, 4].includes(pooling)) throw new OptionError(`loadTeacher: pooling ${pooling}, expected 1, 2 or 4.`);
  const teacher = loader({ taps, pooling, file, outputs });
  // The digest stands for the file.
  return keyed(teacher, [name, taps, pooling, outputs, teacher.sha256]);
}
