/** What `borad teacher check` finds in a file. */
import { DataError, readFile, sha256Of } from '../base';
import {
  CATALOGUE,
  type CatalogueEntry,
  checkWeights,
  decodeWeights,
  ONNX_TEACHER,
  onnxTeacher,
  type Weights,
  type WeightsCheck,
  weightsFit,
} from '../teachers';
import { someOf } from '../teachers/checkWeights';

export interface WeightsReport {
  /** What is shown, line by line. */
  lines: [string, string][];
  /** Why no teacher can be made of the file; empty if one can. */
  problem: string;
}

/** Names that are listed before the rest is counted. */
const SHOWN = 6;

/** The network that the weights fit best, judged by how many tensors do not. */
function nearest(weights: Weights): { entry: CatalogueEntry; check: WeightsCheck } {
  const checks = CATALOGUE.map((entry) => ({ entry, check: checkWeights(weights, entry.shape) }));
  const faults = ({ check }: (typeof checks)[number]) =>
    check.missing.length + check.wrong.length + check.surplus.length;
  return checks.reduce((best, one) => (faults(one) < faults(best) ? one : best));
}

function typesOf({ types }: Weights): string {
  const counts = new Map<string, number>();
  for (const type of Object.values(types)) counts.set(type, (counts.get(type) ?? 0) + 1);
  return [...counts].map(([type, count]) => `${count} ${type}`).join(', ');
}

function onnxReport(file: string): WeightsReport {
  const teacher = onnxTeacher(file);
  teacher.dispose();
  return {
    lines: [
      ['file', file],
      ['SHA-256', teacher.sha256],
      ['network', `${ONNX_TEACHER}: runs in onnxruntime`],
      ['channels', `${teacher.channels}`],
      ['strides', `${teacher.strides}`],
      ['values below 0', teacher.signed ? 'yes' : 'none seen'],
    ],
    problem: '',
  };
}

/**
 * Reads a file of weights or an ONNX file and says what it is.
 *
 * @throws {DataError} the file is missing, damaged, or of no known format.
 */
export function weightsReport(file: string): WeightsReport {
  if (file.toLowerCase().endsWith('.onnx')) return onnxReport(file);
  const bytes = readFile(file);
  const sha256 = sha256Of(bytes);
  const weights = decodeWeights(bytes, file);
  const names = Object.keys(weights.tensors);
  if (names.length === 0) throw new DataError(`${file} holds no tensors.`, { file });
  const { entry, check } = nearest(weights);
  const isThat = weightsFit(check);
  // Of another family nearly all is missing; a list of that helps nobody.
  const isNear = check.missing.length < names.length;
  const published = CATALOGUE.find(({ sha256Prefix }) => sha256.startsWith(sha256Prefix));
  const listed = (list: string[]): string => (list.length ? `${list.length}: ${someOf(list, SHOWN)}` : 'none');
  const lines: [string, string][] = [
    ['file', file],
    ['format', weights.format],
    ['SHA-256', `${sha256}${published ? ` (the publisher's ${published.file})` : ''}`],
    ['tensors', `${names.length} (${typesOf(weights)})`],
    ['network', isThat ? entry.name : isNear ? `none; nearest is ${entry.name}` : 'none that is known'],
    ['parameters to layer3', check.parameters.toLocaleString('en')],
    ['left out by a teacher', `${check.unused.length} of layer4, classifier and counters`],
    ['missing', listed(check.missing)],
    ['not as expected', listed(check.wrong)],
    ['surplus', listed(check.surplus)],
  ];
  if (weights.ignored.length) lines.push(['no tensors', listed(weights.ignored)]);
  const problem = isThat ? '' : `${file} holds no network that a teacher can be made of; what differs is above.`;
  return { lines, problem };
}
