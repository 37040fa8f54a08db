/** Writes a detector as an ONNX file with a card beside it. */
import { basename, dirname, join } from 'node:path';
import { sha256Of, VERSION, writeFileAtomic } from '../base';
import { serialiseOnnx } from '../compile';
import type { RunRecord } from '../training';
import { VERDICTS } from '../verdicts';
import { detectorGraph, type GraphParts, OUTPUTS } from './detectorGraph';
import { type CardFigures, modelCard } from './modelCard';
import { type WeightForm, withWeightForm } from './weightForms';

export interface ExportOptions extends GraphParts {
  record: RunRecord;
  /** Steps that the weights have seen. */
  step: number;
  /** SHA-256 of the run's weights. */
  weights: string;
  figures?: CardFigures;
  /** How weights are stored. Default `float32`. */
  form?: WeightForm;
  /** What `borad export --data` measured of the file, in words, for the card. */
  loss?: string;
}

/** What onnxruntime hands out as the model's metadata: text by key. */
function metadataOf({ record, limits, weights, step, form = 'float32' }: ExportOptions): Record<string, string> {
  const { config, teacher, dataset } = record;
  return {
    borad: VERSION,
    categories: JSON.stringify(Object.keys(limits.categories)),
    verdicts: JSON.stringify(VERDICTS),
    outputs: JSON.stringify(OUTPUTS),
    limits: JSON.stringify({
      rule: limits.rule,
      source: limits.source,
      categories: limits.categories,
      pooled: limits.pooled,
    }),
    method: config.method,
    imageSize: JSON.stringify(config.data.imageSize),
    resize: config.data.resize,
    teacher: teacher.name,
    teacherLicence: teacher.licence,
    teacherSha256: teacher.sha256,
    weightsSha256: weights,
    weightsAs: form,
    steps: `${step}`,
    dataset: dataset.name,
  };
}

/** Writes `MODEL_CARD.md` beside a file. @param bytes Of the file. @throws {DataError} the folder cannot be written. */
export function writeCard(file: string, bytes: Uint8Array, options: ExportOptions): void {
  const { record, limits, step, figures, form = 'float32', loss } = options;
  const told = { name: basename(file), bytes: bytes.length, sha256: sha256Of(bytes), form };
  const card = modelCard({
    record,
    limits,
    step,
    file: told,
    ...(figures ? { figures } : {}),
    ...(loss ? { loss } : {}),
  });
  writeFileAtomic(join(dirname(file), 'MODEL_CARD.md'), card);
}

/**
 * Writes the file, and `MODEL_CARD.md` beside it.
 *
 * @returns The bytes of the file.
 * @throws {OptionError} the run cannot be exported. @throws {DataError} the folder cannot be written.
 * @throws {NumericError} a weight does not fit into half precision, where that was asked for.
 */
export async function exportDetector(file: string, options: ExportOptions): Promise<Uint8Array> {
  const graph = withWeightForm(await detectorGraph(options), options.form ?? 'float32');
  const bytes = serialiseOnnx(graph, metadataOf(options));
  writeFileAtomic(file, bytes);
  writeCard(file, bytes, options);
  return bytes;
}
