/** What is used of a package that only `npm ci --prefix bench` installs. */
declare module 'autocannon' {
  // biome-ignore lint/suspicious/noExplicitAny: its types come with it
  export default function autocannon(options: any): Promise<any>;
}
