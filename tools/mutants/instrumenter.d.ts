/** What is used of a package that only `npm ci --prefix tools/mutants` installs. */
declare module '@stryker-mutator/instrumenter' {
  export class Instrumenter {
    constructor(log: object);
    // biome-ignore lint/suspicious/noExplicitAny: its types come with it
    instrument(files: any[], options: any): Promise<any>;
  }
}
