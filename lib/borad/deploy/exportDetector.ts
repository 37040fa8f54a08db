/** Writes a detector as an ONNX file with a card beside it. */
import { basename, dirname, join } from 'node:path';
import { sha256Of, VERSION, writeFileAtomic } from '../base';
import { serialiseOnnx } from '../compile';
import type { RunRecord } from '../training';
import { VERDICTS } from '../verdicts';
import { detectorGraph, type GraphParts, OUTPUTS } from './detectorGraph';
import { type CardFigures, modelCard } from './modelCard';

export interface ExportOptions extends GraphParts {
  record: RunRecord;
  /** Steps that the weights have seen. */
  step: number;
  /** SHA-256 of the run's weights. */
  weights: string;
  figures?: CardFigures;
}

/** What onnxruntime hands out as the model's metadata: text by key. */
function metadataOf({ record, limits, weights, step }: ExportOptions): Record<string, string> {
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
    imageSize: `${config.data.imageSize}`,
    teacher: teacher.name,
    teacherLicence: teacher.licence,
    teacherSha256: teacher.sha256,
    weightsSha256: weights,
    steps: `${step}`,
    dataset: dataset.name,
  };
}

/**
 * Writes the file, and `MODEL_CARD.md` beside it.
 *
 * @returns The bytes of the file.
 * @throws {OptionError} the run cannot be exported. @throws {DataError} the folder cannot be written.
 */
export async function exportDetector(file: string, options: ExportOptions): Promise<Uint8Array> {
  const bytes = serialiseOnnx(await detectorGraph(options), metadataOf(options));
  const { record, limits, step, figures } = options;
  const name = basename(file);
  const card = modelCard({
    record,
    limits,
    step,
    figures,
    file: { name, bytes: bytes.length, sha256: sha256Of(bytes) },
  });
  writeFileAtomic(file, bytes);
  writeFileAtomic(join(dirname(file), 'MODEL_CARD.md'), card);
  return bytes;
}
