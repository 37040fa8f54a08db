/** What is measured. `images` is the number of images that one run goes through. */

const BORAD_WIDTHS = [
  [32, 64, 128],
  [64, 128, 256],
];
/** Width and side of the finest map of a plain reverse distillation step. */
const DISTILLATION = [
  [32, 16],
  [64, 16],
  [32, 32],
  [64, 32],
];

/** The selective scan on 16x16 locations, as MambaAD's decoder has it there; PyTorch has none of its own to compare with. */
const SCANS = ['chunked', 'stepwise'].map((form) => ({
  name: `selective scan with gradients, ${form}, map 16, batch 16`,
  kind: 'scan',
  form,
  side: 16,
  images: 16,
  paths: 4,
  channels: 32,
  states: 4,
  ours: true,
}));

/** Methods beside BoRAD with the number of their phases; PyTorch's side of each is in `bench/torch/methods`. */
const METHOD_PHASES = {
  ...{ rd4ad: 1, uniad: 1, simplenet: 1, destseg: 2, vitad: 1, patchcore: 0 },
  ...{ mambaad: 1, dinomaly: 1, diad: 2, omiad: 2, inpformer: 1, hvqtrans: 1 },
};

const methodRows = Object.entries(METHOD_PHASES).flatMap(([method, phases]) => {
  const row = { method, phases, images: 16 };
  return [
    ...Array.from({ length: phases }, (_, phase) => ({
      name: `${method} step${phases > 1 ? `, phase ${phase + 1}` : ''}, batch 16`,
      ...{ kind: 'method step', phase, ...row },
    })),
    { name: `${method}, features to map and score, batch 16`, kind: 'method detector', ...row },
  ];
});

/** The first tenth of PatchCore's coreset at its default settings, which takes 2,000 entries for 448 training images. */
const FIT = {
  ...{ name: 'patchcore fit: 200 entries of 20,000 patches', kind: 'method fit', images: 44.8 },
  ...{ points: 20_000, width: 64, entries: 200, starts: 10 },
};

/**
 * All workloads in the order of the table.
 *
 * @type {(import('./workload.d.ts').Workload & { name: string })[]}
 */
export const WORKLOADS = [
  ...BORAD_WIDTHS.flatMap((widths) =>
    [8, 16].map((images) => ({
      name: `BoRAD step, widths ${widths.join('/')}, maps 32/16/8, batch ${images}`,
      kind: 'borad',
      widths,
      maps: [32, 16, 8],
      images,
    })),
  ),
  ...DISTILLATION.map(([width, side]) => ({
    name: `reverse distillation step, width ${width}, map ${side}, batch 8`,
    kind: 'distillation',
    widths: [width, 2 * width, 4 * width],
    maps: [side, side / 2, side / 4],
    images: 8,
  })),
  ...SCANS,
  ...[1, 16].map((images) => ({ name: `teacher, batch ${images}`, kind: 'teacher', images })),
  ...[1, 16].map((images) => ({ name: `pixels to map and score, batch ${images}`, kind: 'detector', images })),
  ...[1, 16].map((images) => ({ name: `features to map and score, batch ${images}`, kind: 'student', images })),
  ...methodRows,
  FIT,
];
