/**
 * The layout of MVTec LOCO: as MVTec AD with a validation split, the kinds logical_anomalies and structural_anomalies, and a folder of
 * masks for each image, one mask per defect in it: `ground_truth/<kind>/<stem>/000.png`.
 */
import { scanSplitFolders } from './splitFolders';

const KINDS = ['logical_anomalies', 'structural_anomalies'];

/** The folder that no other set has. */
export const LOCO_TEST = `test/${KINDS[0]}`;

export const scanMvtecLoco = scanSplitFolders({
  folders: [
    { path: 'train/good', split: 'train', defect: 'good' },
    { path: 'validation/good', split: 'train', defect: 'good', validation: true },
    { path: 'test/good', split: 'test', defect: 'good' },
    ...KINDS.map((defect) => ({
      ...{ path: `test/${defect}`, split: 'test' as const, defect },
      maskOf: (name: string) => `ground_truth/${defect}/${name}`,
    })),
  ],
  unlabelled: [],
  notes: [
    'MVTec LOCO: the masks of an image are joined; saturation thresholds (defects_config.json) are not read, so AUPRO here is not the sPRO of its authors.',
  ],
});
