/** What `borad teacher check` finds in a file. */
import { basename } from 'node:path';
import { DataError, readFile, sha256Of } from '../base';
import {
  CATALOGUE,
  type CatalogueEntry,
  checkWeights,
  decodeWeights,
  type MapTrial,
  ONNX_TEACHER,
  onnxTeacher,
  resnetTeacher,
  type Teacher,
  tryTeacher,
  type Weights,
  type WeightsCheck,
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
/** Side of the images that weights are tried on, pixels: small, as a wide ResNet takes seconds. */
const TRIED_SIZE = 128;

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

function trialLine({ shape, mean, deviation, zeros, fault }: MapTrial): string {
  const numbers = `mean ${mean.toPrecision(4)}, deviation ${deviation.toPrecision(4)}, ${(100 * zeros).toFixed(1)}% zeros`;
  return `${shape.join(' x ')}, ${numbers}, ${Number.isFinite(mean) ? 'finite' : 'not finite'}${fault ? `: ${fault}` : ''}`;
}

/** Runs the teacher on two images; a map of which nothing can be learnt is a problem. */
async function tried(teacher: Teacher, size: number, file: string): Promise<WeightsReport> {
  const trials = await tryTeacher(teacher, size);
  const nameOf = ({ image, scale }: MapTrial) => `map ${scale + 1} of ${image === 'photo' ? 'a drawn photo' : 'noise'}`;
  const failed = trials.find(({ fault }) => fault);
  return {
    lines: [
      ['tried on', `images of ${size} x ${size} pixels`],
      ...trials.map((trial): [string, string] => [nameOf(trial), trialLine(trial)]),
    ],
    problem: failed
      ? `${file}: ${nameOf(failed)} cannot be used: ${failed.fault}. Use another file, or export it again in float32.`
      : '',
  };
}

async function onnxReport(file: string, outputs?: string[]): Promise<WeightsReport> {
  const teacher = onnxTeacher(file, { outputs });
  try {
    const { lines, problem } = await tried(teacher, teacher.triedSize, file);
    return {
      lines: [
        ['file', file],
        ['SHA-256', teacher.sha256],
        ['network', `${ONNX_TEACHER}: runs in onnxruntime`],
        ['channels', `${teacher.channels}`],
        ['strides', `${teacher.strides}`],
        ['values below 0', teacher.signed ? 'yes' : 'none seen'],
        ...lines,
      ],
      problem,
    };
  } finally {
    teacher.dispose();
  }
}

/** Whose file it is, as far as its name and hash can tell. */
function origin(sha256: string, entry: CatalogueEntry): string {
  const published = CATALOGUE.find(({ sha256Prefix }) => sha256.startsWith(sha256Prefix));
  if (published) return `the publisher's ${published.file}`;
  return `not the publisher's ${entry.file}: there is no way to tell whether its tensors are where they belong`;
}

/**
 * Reads a file of weights or an ONNX file, runs the network on two images and says what it is.
 *
 * @param outputs Of an ONNX file with more than three: the names of the maps, finest first.
 * @throws {DataError} the file is missing, damaged, of no known format, or cannot be run.
 */
export async function weightsReport(file: string, outputs?: string[]): Promise<WeightsReport> {
  if (file.toLowerCase().endsWith('.onnx')) return onnxReport(file, outputs);
  const bytes = readFile(file);
  const sha256 = sha256Of(bytes);
  const weights = decodeWeights(bytes, file);
  const names = Object.keys(weights.tensors);
  if (names.length === 0) throw new DataError(`${file} holds no tensors.`, { file });
  const { entry, check } = nearest(weights);
  const isThat = check.missing.length === 0 && check.wrong.length === 0;
  // Of another family nearly all is missing; a list of that helps nobody.
  const isNear = check.missing.length < names.length;
  const listed = (list: string[]): string => (list.length ? `${list.length}: ${someOf(list, SHOWN)}` : 'none');
  const lines: [string, string][] = [
    ['file', file],
    ['format', weights.format],
    ['SHA-256', sha256],
    ...(isThat ? [['origin', origin(sha256, entry)] as [string, string]] : []),
    ['tensors', `${names.length} (${typesOf(weights)})`],
    ['network', isThat ? entry.name : isNear ? `none; nearest is ${entry.name}` : 'none that is known'],
    ['parameters to layer3', check.parameters.toLocaleString('en')],
    ['left out by a teacher', `${check.unused.length} of layer4, classifier and counters`],
    ['missing', listed(check.missing)],
    ['not as expected', listed(check.wrong)],
    ['damaged or untrained', listed(check.unsound)],
    ['surplus', listed(check.surplus)],
  ];
  if (weights.ignored.length) lines.push(['no tensors', listed(weights.ignored)]);
  if (!isThat)
    return {
      lines,
      problem: `${file} holds no network that can serve as a teacher; the differences are listed above.`,
    };
  if (check.unsound.length)
    return {
      lines,
      problem: `${file} holds numbers that no trained network has: ${check.unsound[0]}. Fetch it again.`,
    };
  if (basename(file) === entry.file && !sha256.startsWith(entry.sha256Prefix))
    return { lines, problem: `${file} has the name of the publisher's file, but is not that file. Fetch it again.` };
  const teacher = resnetTeacher(weights.tensors, { depths: entry.shape.depths, name: entry.name });
  try {
    const trial = await tried(teacher, TRIED_SIZE, file);
    return { lines: [...lines, ...trial.lines], problem: trial.problem };
  } finally {
    teacher.dispose();
  }
}
