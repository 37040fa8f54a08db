/**
 * The layout of MVTec AD 2: a validation split, a public test with labels (`test_public/good`, `test_public/bad`, masks in
 * `test_public/ground_truth/bad`), and two private ones without.
 */
import { scanSplitFolders } from './splitFolders';

/** The folder that no other set has. */
export const AD2_TEST = 'test_public';

export const scanMvtecAd2 = scanSplitFolders({
  folders: [
    { path: 'train/good', split: 'train', defect: 'good' },
    { path: 'validation/good', split: 'train', defect: 'good', validation: true },
    { path: `${AD2_TEST}/good`, split: 'test', defect: 'good' },
    {
      ...{ path: `${AD2_TEST}/bad`, split: 'test', defect: 'bad' },
      maskOf: (name) => `${AD2_TEST}/ground_truth/bad/${name}_mask.png`,
    },
  ],
  unlabelled: ['test_private', 'test_private_mixed'],
  notes: [],
});
