/**
 * Version of everything between a configuration and the numbers of a run: images of the procedural set, teacher, model,
 * losses, step, metrics and diagnostics, but not the engine, which computes the same. Raise it when any of them changes what
 * a run gives: stored runs of another version are not found, hence made again. `test/recording/methodVersion.test.ts`
 * fails when the numbers move and this does not.
 */
export const METHOD_VERSION = 1;
