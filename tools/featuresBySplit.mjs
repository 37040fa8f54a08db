/** The teacher's features of the training and of the test images, for several runs on them; `borad` is the library in use. */
export async function featuresBySplit(borad, teacher, dataset) {
  const features = {};
  for (const split of ['train', 'test']) {
    const samples = dataset.samples.filter((sample) => sample.split === split);
    features[split] = await borad.computeFeatures(teacher, dataset, samples);
  }
  return features;
}
