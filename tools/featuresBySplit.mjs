/**
 * The teacher's features of the training and of the test images, for several runs on them; `borad` is the library in use.
 *
 * @param {typeof import('borad')} borad
 * @param {import('borad/teachers').Teacher} teacher
 * @param {import('borad/datasets').Dataset} dataset
 */
export async function featuresBySplit(borad, teacher, dataset) {
  const of = (/** @type {string} */ split) =>
    borad.computeFeatures(
      teacher,
      dataset,
      dataset.samples.filter((sample) => sample.split === split),
    );
  return { train: await of('train'), test: await of('test') };
}
