/** A value that a test expects to be there, such as the sample it looks for; without it the test fails here and says so. */
export function there<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error(`expected a value, found ${value}`);
  return value;
}
