/** What `borad methods` shows. */
import { resolveConfig } from '../config';
import { openDataset } from '../datasets';
import { METHODS, type Method } from '../methods';
import { loadTeacher } from '../teachers';

export interface MethodRow {
  name: string;
  title: string;
  year: string;
  /** Title, and where to find it. */
  paper: string;
  /** Names of the phases, or that a fit is all. */
  phases: string;
  /** Values that are trained with the default teacher at the default size, and for the procedural set's categories where they count. */
  parameters: string;
  /** The same with the authors' teacher and settings. */
  paperParameters: string;
  /** What the authors' number counts. */
  paperCounts: string;
  /** What is dropped at test time. */
  dropped: string;
}

const grouped = (value: number) => value.toLocaleString('en');

function phasesOf({ phases, fit }: Method): string {
  if (phases.length === 0) return 'fit without steps';
  const names = phases.map(({ name, share }) => (share === 1 ? name : `${name} ${Math.round(100 * share)}%`));
  return [...(fit ? ['fit'] : []), ...names].join(', ');
}

/** Every method in the order of tables. */
export function methodRows(): MethodRow[] {
  const { categories } = openDataset('procedural', resolveConfig({}).data);
  return Object.values(METHODS).map((method) => {
    const config = resolveConfig({ method: method.name });
    const { channels, strides, signed, dispose } = loadTeacher(config.teacher.name, config.teacher);
    dispose();
    const architecture = method.architecture({ channels, strides, signed }, config, categories);
    const { paper, title, name, dropped } = method;
    const size = method.paperSize();
    return {
      name,
      title,
      year: `${paper.year}`,
      paper: [paper.title, paper.arxiv && `arXiv ${paper.arxiv}`].filter(Boolean).join(', '),
      phases: phasesOf(method),
      parameters: grouped(method.cost(architecture, config).trained),
      paperParameters: size.parameters === null ? 'not known' : grouped(size.parameters),
      paperCounts: size.of,
      dropped,
    };
  });
}
