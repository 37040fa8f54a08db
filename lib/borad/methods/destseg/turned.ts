/** Rotation of a single-channel picture. */

/**
 * A square picture turned about its centre, bilinear, zeros where nothing was.
 *
 * @param picture [size, size].
 * @param angle Radians.
 */
export function turned(picture: Float32Array, size: number, angle: number): Float32Array {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const centre = (size - 1) / 2;
  const at = (y: number, x: number) => (y < 0 || x < 0 || y >= size || x >= size ? 0 : picture[y * size + x]);
  return Float32Array.from({ length: size * size }, (_, i) => {
    const [dy, dx] = [Math.floor(i / size) - centre, (i % size) - centre];
    const [y, x] = [centre + cos * dy - sin * dx, centre + sin * dy + cos * dx];
    const [top, left] = [Math.floor(y), Math.floor(x)];
    const [v, u] = [y - top, x - left];
    const upper = at(top, left) * (1 - u) + at(top, left + 1) * u;
    const lower = at(top + 1, left) * (1 - u) + at(top + 1, left + 1) * u;
    return upper * (1 - v) + lower * v;
  });
}
