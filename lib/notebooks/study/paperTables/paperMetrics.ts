import { METRIC_NAMES, titleOfMetric } from 'borad/metrics';

/** A metric of the paper's tables: its column in `data/paper/`, its title, and the level it is measured at. */
export interface PaperMetric {
  key: string;
  title: string;
  level: 'image' | 'pixel';
}

/** A metric's column: `image_f1max` for `imageF1Max`. */
const columnOf = (name: string): string =>
  name.replace(/^(image|pixel)(.*)$/, (_, level: string, metric: string) => `${level}_${metric.toLowerCase()}`);

/** The seven metrics whose mean is mAD (Section 4.1), in the order of Table 1. */
export const paperMetrics: PaperMetric[] = METRIC_NAMES.map((name) => ({
  key: columnOf(name),
  title: titleOfMetric(name),
  level: name.startsWith('image') ? 'image' : 'pixel',
}));

export const metricKeys: string[] = paperMetrics.map(({ key }) => key);

/** Title of a column, mAD included. */
export const metricTitle = (key: string): string =>
  paperMetrics.find((metric) => metric.key === key)?.title ?? (key === 'mad' ? 'mAD' : key);
