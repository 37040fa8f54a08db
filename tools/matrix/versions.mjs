/** The supported versions of Node, each with the npm that it brings. `.github/workflows/test.yml` names the same. */
export const VERSIONS = [
  { node: '20.19', npm: '10' },
  { node: '22', npm: '10' },
  { node: '24', npm: '11' },
];
