/** Flags of `borad train` for a run of a few seconds on images of 64 pixels. */
export const smallTraining = (steps = 2, batchSize = 2): string[] =>
  [
    ...['data.imageSize=64', 'model.widths=[8,8,8]', 'teacher.pooling=1'],
    ...[`training.steps=${steps}`, `training.batchSize=${batchSize}`],
  ].flatMap((setting) => ['--set', setting]);
