/** The paper's tables of ablations, by the values of our studies. */
import type { CategoryMetrics } from 'borad/metrics';
import { mean } from 'borad/statistics';
import { type PaperRow, paperTable } from '../../report';

/** A study's table in the paper. Table 5's check marks are lost, so its rows have numbers for names. */
interface Place {
  file: string;
  table: string;
  value: (row: PaperRow) => string;
}

const column = (name: string) => (row: PaperRow) => String(row[name]);

const PLACES: { readonly [study: string]: Place } = {
  'lambda-spatial': { file: 'table02_lambda_spatial', table: 'Table 2', value: column('lambda_s') },
  'lambda-global': { file: 'table03_lambda_global', table: 'Table 3', value: column('lambda_g') },
  prototypes: { file: 'table08_prototypes', table: 'Table 8', value: column('n_prototypes') },
  momentum: { file: 'table09_momentum', table: 'Table 9', value: (row) => `${row.schedule} ${row.momentum}` },
  'masking-ratio': { file: 'table10_masking_ratio', table: 'Table 10', value: column('mask_ratio') },
  modules: { file: 'table05_modules', table: 'Table 5', value: (row) => `row ${row.row}` },
};

/** A row: the value, and its metrics in percent. */
export interface PaperAblation {
  value: string;
  metrics: CategoryMetrics;
}

/** The number of a study's table, as `Table 2`. */
export const ablationTable = (study: string): string => PLACES[study].table;

/** The metrics of a row in percent; mAD is the mean of the seven, as Table 5 prints it. */
function metricsOf(row: PaperRow): CategoryMetrics {
  const of = (name: string) => Number(row[name]);
  const seven = {
    ...{ imageAuroc: of('image_auroc'), imageAp: of('image_ap'), imageF1Max: of('image_f1max') },
    ...{ pixelAuroc: of('pixel_auroc'), pixelAp: of('pixel_ap'), pixelF1Max: of('pixel_f1max') },
    pixelAupro: of('pixel_aupro'),
  };
  return { ...seven, mad: mean(Object.values(seven)) };
}

/**
 * The rows of a study's table in the paper.
 *
 * @throws {DataError} the table is not in the project.
 */
export async function paperAblation(study: string): Promise<PaperAblation[]> {
  const { file, value } = PLACES[study];
  return (await paperTable(file)).map((row) => ({ value: value(row), metrics: metricsOf(row) }));
}
