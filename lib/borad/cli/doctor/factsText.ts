/** What `borad doctor` found, for people. */
import { textTable } from '../../display';
import type { DoctorFacts } from './facts';

const gibibytes = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

const mebibytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;

function section(title: string, columns: string[], rows: (string | number)[][]): string {
  return `${title}\n\n${textTable(columns, rows)}\n`;
}

/** Tables of machine, engine, backends, teachers and data, and the verdict. */
export function factsText(facts: DoctorFacts): string {
  const { machine, engine, onnxRuntime, backends, backend, teachers, data, graphCache, problems } = facts;
  const sets = data.sets.map((set) => [
    set.path,
    set.problem ? 'no image set' : 'ready',
    set.problem || `${set.categories} categories, ${set.images} images`,
  ]);
  const verdict = problems.length
    ? `This machine cannot train and score:\n${problems.map((problem) => `  ${problem}`).join('\n')}\n`
    : 'This machine can train and score.\n';
  return [
    section(
      'Machine',
      ['what', 'found'],
      [
        ['borad', machine.borad],
        ['Node', `${machine.node} (20.19 or newer is needed)`],
        ['platform', machine.platform],
        ['processor', machine.processor],
        ['cores', String(machine.cores)],
        ['memory', `${gibibytes(machine.memory.total)}, ${gibibytes(machine.memory.free)} free`],
      ],
    ),
    section(
      'Engine',
      ['what', 'state', 'detail'],
      [
        ['engine', engine.engine ?? 'none', engine.reason],
        ['BORAD_ENGINE', engine.variable ?? 'not set', 'compiled or eager'],
        [`onnxruntime ${onnxRuntime.version ?? ''}`.trim(), onnxRuntime.state, onnxRuntime.detail],
        ['backend', backend.name ?? 'none', backend.reason],
        ['graph cache', `${graphCache.graphs} graphs`, `${mebibytes(graphCache.bytes)} in ${graphCache.folder}`],
      ],
    ),
    section(
      'Backends of TensorFlow.js, in the order in which they are tried',
      ['backend', 'state', 'detail'],
      backends.map(({ name, state, detail }) => [name, state, detail]),
    ),
    section(
      'Providers of onnxruntime (--provider)',
      ['provider', 'state', 'detail'],
      onnxRuntime.providers.map(({ name, state, detail }) => [name, state, detail]),
    ),
    section(
      'Teachers',
      ['teacher', 'state', 'detail', 'file'],
      teachers.map(({ name, state, detail, file }) => [name, state, detail, file ?? '']),
    ),
    section(
      `Image sets${data.folder === null ? '' : ` in ${data.folder}`} (--data names a folder to try)`,
      ['set', 'state', 'detail'],
      [...sets, ['procedural', 'ready', 'built in']],
    ),
    verdict,
  ].join('\n');
}
