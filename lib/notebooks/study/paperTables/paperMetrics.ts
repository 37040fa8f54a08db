/** A metric of the paper's tables: its column in `data/paper/`, its title, and the level it is measured at. */
export interface PaperMetric {
  key: string;
  title: string;
  level: 'image' | 'pixel';
}

/** The seven metrics whose mean is mAD (Section 4.1), in the order of Table 1. */
export const paperMetrics: PaperMetric[] = [
  { key: 'image_auroc', title: 'image AUROC', level: 'image' },
  { key: 'image_ap', title: 'image AP', level: 'image' },
  { key: 'image_f1max', title: 'image F1-max', level: 'image' },
  { key: 'pixel_auroc', title: 'pixel AUROC', level: 'pixel' },
  { key: 'pixel_ap', title: 'pixel AP', level: 'pixel' },
  { key: 'pixel_f1max', title: 'pixel F1-max', level: 'pixel' },
  { key: 'pixel_aupro', title: 'pixel AUPRO', level: 'pixel' },
];

export const metricKeys: string[] = paperMetrics.map(({ key }) => key);

/** Title of a column, mAD included. */
export const metricTitle = (key: string): string =>
  paperMetrics.find((metric) => metric.key === key)?.title ?? (key === 'mad' ? 'mAD' : key);
