/** What the notebooks ask their readers to change, as edits of cells, and how the changed notebook is kept small for a test. */
export interface Change {
  /** The beginning of the notebook's name. */
  notebook: string;
  /** Cells of prose that ask for the change, by their ids. */
  asked: string[];
  /** What stands in a code cell, and what the reader writes instead. */
  edits: [from: string, to: string][];
  /** Further edits for fewer images and steps than a reader has. */
  small: [from: string, to: string][];
  /** The code cells that are run, by their ids; without them all are. */
  cells?: string[];
}

const TINY =
  '{ training: { steps: 2, batchSize: 2 }, data: { imageSize: 128, categories: ["bottle", "screw"], procedural: { train: 2, testGood: 2, testDefective: 2 } } }';

export const changes: Change[] = [
  {
    notebook: '00',
    asked: ['cell-16'],
    // Exercises 1 and 2 together: the baseline's settings, and another number of steps than the run that `npm start` made.
    edits: [
      [
        "borad.presetOverrides('quick'), { seed: 42 }",
        `borad.presetOverrides('quick'), borad.variants.baseline.settings, { seed: 42 }, ${TINY}`,
      ],
    ],
    small: [],
  },
  {
    notebook: '01',
    asked: ['cell-28', 'cell-44'],
    edits: [
      ['const categoriesUsed = 1;', 'const categoriesUsed = 3;'],
      ['intact: intact }, 2)', 'intact: intact }, 0)'],
    ],
    small: [
      ['train: 12, testGood: 8, testDefective: 8', 'train: 3, testGood: 2, testDefective: 2'],
      ['imageSize: 256, categories: []', 'imageSize: 64, categories: ["bottle", "cable", "screw", "wood"]'],
      ['createFeatureExtractor(teacher, 256)', 'createFeatureExtractor(teacher, 64)'],
      ['[1, 4, 16, 64, 256] }', '[1, 4] }, steps: 2'],
    ],
    cells: ['cell-03', 'cell-05', 'cell-07', 'cell-11', 'cell-12', 'cell-48', 'cell-13', 'cell-29'],
  },
  {
    notebook: '02',
    asked: ['cell-57'],
    edits: [['0.5 * (robust === y ? 0.9 : 0.1) * (cheap', '0.5 * (robust === y ? 0.99 : 0.01) * (cheap']],
    small: [],
    cells: ['cell-03', 'cell-04', 'cell-12', 'cell-13', 'cell-66', 'cell-67'],
  },
  {
    notebook: '04a',
    asked: ['cell-29'],
    edits: [["model.momentumProjector, ''), model.parameters)", 'model.parameters), model.parameters)']],
    small: [],
    cells: [
      ...['cell-02', 'cell-31', 'cell-04', 'cell-32', 'cell-06', 'cell-33', 'cell-35', 'cell-09', 'cell-36'],
      ...['cell-38', 'cell-12', 'cell-40', 'cell-15', 'cell-42', 'cell-18', 'cell-44', 'cell-45', 'cell-21'],
    ],
  },
];

/** Exercises whose change is made by a code cell that stands below them, or takes runs that no test can make. */
export const doneElsewhere: { [cell: string]: string } = {
  '03 cell-35': 'the cell below makes the change',
  '04 cell-36': 'the cell below makes the change',
  '06 cell-46': 'takes recorded runs of a set of the reader’s own, hours of training',
};
