/** The card beside an exported detector: what it was made of, what it can be trusted with. */
import { photoSizeText } from '../base';
import { markdownTable } from '../display';
import type { RunRecord } from '../training';
import { limitsTable, type RunLimits } from '../verdicts';
import { resizingText } from './resizingText';
import type { WeightForm } from './weightForms';

/** Measured figures of a run, as `borad evaluate --json` writes them. */
export interface CardFigures {
  dataset: string;
  categories: { name: string; metrics: { [key: string]: number | null } }[];
}

export interface CardInput {
  record: RunRecord;
  limits: RunLimits;
  /** File's name, size in bytes, SHA-256, and how its weights are stored, default `float32`. */
  file: { name: string; bytes: number; sha256: string; form?: WeightForm };
  /** Steps that the weights have seen. */
  step: number;
  figures?: CardFigures;
  /** What the file loses against the run, where it was measured. */
  loss?: string;
}

const percent = (value: number | null | undefined): string =>
  value === null || value === undefined ? '-' : `${(100 * value).toFixed(1)}%`;

/** Figures where they were measured, with the weakest categories; else that there are none. */
function figuresText(figures: CardFigures | undefined): string {
  if (!figures) return 'Not measured: no file of `borad evaluate --json` was given to `borad export --figures`.';
  const rows = figures.categories.map(({ name, metrics }) => [
    name,
    percent(metrics.imageAuroc),
    percent(metrics.pixelAuroc),
    percent(metrics.pixelAupro),
  ]);
  const columns = ['category', 'image AUROC', 'pixel AUROC', 'AUPRO'];
  const weakest = [...figures.categories]
    .filter(({ metrics }) => typeof metrics.imageAuroc === 'number')
    .sort((a, b) => (a.metrics.imageAuroc ?? 0) - (b.metrics.imageAuroc ?? 0))
    .slice(0, 3)
    .map(({ name, metrics }) => `${name} (${percent(metrics.imageAuroc)})`);
  return `On ${figures.dataset}:\n\n${markdownTable({ columns, rows })}\n\nWeakest by image AUROC: ${weakest.join(', ') || 'unknown'}.`;
}

/** The card as Markdown. */
export function modelCard({ record, limits, file, step, figures, loss }: CardInput): string {
  const { config, teacher, dataset } = record;
  const few = Object.entries(limits.categories).filter(([, limit]) => limit.note !== undefined);
  return `# ${file.name}

An anomaly detector in one ONNX file, exported by borad ${record.borad}.

* **Method:** ${config.method}, ${step} steps of ${config.training.batchSize} images, seed ${config.seed}; photos are squashed to ${photoSizeText(config.data.imageSize)} pixels.
* **Teacher:** ${teacher.name} (SHA-256 ${teacher.sha256}); licence: ${teacher.licence}
* **Data:** ${dataset.trainImages} normal photos of ${dataset.categories.length} categories (${dataset.categories.join(', ')}) of ${dataset.name}${dataset.sha256 ? `, SHA-256 ${dataset.sha256}` : ''}.
* **File:** ${file.bytes.toLocaleString('en')} bytes, SHA-256 ${file.sha256}, weights as ${file.form ?? 'float32'}, computed in float32, operator set 18.

## Limits

By \`${limits.rule}\` on ${limits.normals.length} ${limits.source}. Up to the interval's lower end a photo is OK, above its upper end NG, between UNSURE.

${markdownTable(limitsTable(limits))}
${few.length ? `\n${few.map(([name, { note }]) => `* ${name}: ${note}.`).join('\n')}\n` : ''}
## Figures

${figuresText(figures)}

${loss ?? 'What this file loses against `borad score` was not measured: no data were given to `borad export --data`.'}

## Use

Input \`image\`: uint8 [height, width, 3], RGB, any size, upright. Outputs: \`map\` at the photo's size, \`score\`, \`category\`, \`distance\`, \`limit\`, \`verdict\` (0 OK, 1 UNSURE, 2 NG); the file's metadata
say what each holds and name the categories.

**Intended:** photos of the categories above, taken as the training photos were: same camera, distance, light and background.
**Not intended:** other products (most are called unknown, and never OK, but not all), decisions on safety without a person, photos of people.

## Known weak spots

* A limit holds for photos like those that set it. Another light, focus or background raises scores without any defect.
* A defect smaller than a few pixels at ${photoSizeText(config.data.imageSize)} is not seen; what is normal in one category can hide a defect that looks alike in another.
* ${resizingText(config.data)}
`;
}
