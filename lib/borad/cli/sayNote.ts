/** Says what a user should know beside the results, on standard error. */
export const sayNote = (note: string): void => {
  process.stderr.write(`Note: ${note}\n`);
};
