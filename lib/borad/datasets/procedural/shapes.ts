/**
 * Signed distance fields of the shapes that scenes are made of. A field holds the union of what was added: negative
 * inside, positive outside, in units of the image's width, valid up to `reach` beyond the edge.
 */

/** Farther than anything in the image. */
const FAR = 10;

export interface Field {
  size: number;
  /** [size, size]; `FAR` outside the bounds. */
  data: Float32Array;
  /** Pixels that may hold a value: x0 <= x < x1, y0 <= y < y1. */
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

export function createField(size: number): Field {
  return { size, data: new Float32Array(size * size).fill(FAR), x0: size, y0: size, x1: 0, y1: 0 };
}

/** Empties a field for the next shape. */
export function clearField(field: Field): void {
  for (let y = field.y0; y < field.y1; y++) {
    field.data.fill(FAR, y * field.size + field.x0, y * field.size + Math.max(field.x0, field.x1));
  }
  field.x0 = field.size;
  field.y0 = field.size;
  field.x1 = 0;
  field.y1 = 0;
}

/** Pixel bounds of a box of normalised coordinates, clipped to the image; the field's own bounds grow to hold them. */
function cover(
  field: Field,
  left: number,
  top: number,
  right: number,
  bottom: number,
): [number, number, number, number] {
  const { size } = field;
  const x0 = Math.max(0, Math.floor(left * size));
  const y0 = Math.max(0, Math.floor(top * size));
  const x1 = Math.min(size, Math.ceil(right * size) + 1);
  const y1 = Math.min(size, Math.ceil(bottom * size) + 1);
  if (x1 > x0 && y1 > y0) {
    field.x0 = Math.min(field.x0, x0);
    field.y0 = Math.min(field.y0, y0);
    field.x1 = Math.max(field.x1, x1);
    field.y1 = Math.max(field.y1, y1);
  }
  return [x0, y0, x1, y1];
}

/** Adds a disk. */
export function addDisk(field: Field, cx: number, cy: number, radius: number, reach = 2 / field.size): void {
  const r = radius + reach;
  const [x0, y0, x1, y1] = cover(field, cx - r, cy - r, cx + r, cy + r);
  const { size, data } = field;
  const step = 1 / size;
  for (let y = y0; y < y1; y++) {
    const dy = (y + 0.5) * step - cy;
    for (let x = x0; x < x1; x++) {
      const dx = (x + 0.5) * step - cx;
      const d = Math.sqrt(dx * dx + dy * dy) - radius;
      if (d < data[y * size + x]) data[y * size + x] = d;
    }
  }
}

/** Adds a rectangle with rounded corners, turned by `angle` radians about its centre. A radius of half the height gives a capsule. */
export function addBox(
  field: Field,
  cx: number,
  cy: number,
  halfWidth: number,
  halfHeight: number,
  angle: number,
  radius = 0,
  reach = 2 / field.size,
): void {
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const ex = Math.abs(cos) * halfWidth + Math.abs(sin) * halfHeight + reach;
  const ey = Math.abs(sin) * halfWidth + Math.abs(cos) * halfHeight + reach;
  const [x0, y0, x1, y1] = cover(field, cx - ex, cy - ey, cx + ex, cy + ey);
  const { size, data } = field;
  const step = 1 / size;
  for (let y = y0; y < y1; y++) {
    const dy = (y + 0.5) * step - cy;
    for (let x = x0; x < x1; x++) {
      const dx = (x + 0.5) * step - cx;
      const qx = Math.abs(cos * dx + sin * dy) - halfWidth + radius;
      const qy = Math.abs(cos * dy - sin * dx) - halfHeight + radius;
      const ox = Math.max(qx, 0);
      const oy = Math.max(qy, 0);
      const d = Math.sqrt(ox * ox + oy * oy) + Math.min(Math.max(qx, qy), 0) - radius;
      if (d < data[y * size + x]) data[y * size + x] = d;
    }
  }
}

/** Adds a regular hexagon of the given inner radius, one flat side towards `angle`; distances are exact inside only. */
export function addHexagon(
  field: Field,
  cx: number,
  cy: number,
  inner: number,
  angle: number,
  reach = 2 / field.size,
): void {
  const r = inner * 1.1548 + reach;
  const [x0, y0, x1, y1] = cover(field, cx - r, cy - r, cx + r, cy + r);
  const { size, data } = field;
  const step = 1 / size;
  const ax = Math.cos(angle);
  const ay = Math.sin(angle);
  const bx = Math.cos(angle + Math.PI / 3);
  const by = Math.sin(angle + Math.PI / 3);
  const ex = Math.cos(angle + (2 * Math.PI) / 3);
  const ey = Math.sin(angle + (2 * Math.PI) / 3);
  for (let y = y0; y < y1; y++) {
    const dy = (y + 0.5) * step - cy;
    for (let x = x0; x < x1; x++) {
      const dx = (x + 0.5) * step - cx;
      const d = Math.max(Math.abs(ax * dx + ay * dy), Math.abs(bx * dx + by * dy), Math.abs(ex * dx + ey * dy)) - inner;
      if (d < data[y * size + x]) data[y * size + x] = d;
    }
  }
}

/** Adds a polyline [x, y, x, y, ...] with round ends, whose half width runs linearly from start to end. */
export function addStroke(
  field: Field,
  points: readonly number[],
  startHalfWidth: number,
  endHalfWidth = startHalfWidth,
  reach = 2 / field.size,
): void {
  const { size, data } = field;
  const step = 1 / size;
  const segments = points.length / 2 - 1;
  for (let s = 0; s < segments; s++) {
    const ax = points[2 * s];
    const ay = points[2 * s + 1];
    const vx = points[2 * s + 2] - ax;
    const vy = points[2 * s + 3] - ay;
    const width = startHalfWidth + ((endHalfWidth - startHalfWidth) * s) / segments;
    const growth = (endHalfWidth - startHalfWidth) / segments;
    const r = Math.max(startHalfWidth, endHalfWidth) + reach;
    const [x0, y0, x1, y1] = cover(
      field,
      Math.min(ax, ax + vx) - r,
      Math.min(ay, ay + vy) - r,
      Math.max(ax, ax + vx) + r,
      Math.max(ay, ay + vy) + r,
    );
    const inverse = 1 / Math.max(vx * vx + vy * vy, 1e-12);
    for (let y = y0; y < y1; y++) {
      const dy = (y + 0.5) * step - ay;
      for (let x = x0; x < x1; x++) {
        const dx = (x + 0.5) * step - ax;
        let t = (dx * vx + dy * vy) * inverse;
        t = Math.min(1, Math.max(0, t));
        const ox = dx - t * vx;
        const oy = dy - t * vy;
        const d = Math.sqrt(ox * ox + oy * oy) - width - growth * t;
        if (d < data[y * size + x]) data[y * size + x] = d;
      }
    }
  }
}

/** Takes one shape out of another: max(field, -hole). */
export function subtract(field: Field, hole: Field): void {
  const { size, data } = field;
  const x0 = Math.max(field.x0, hole.x0);
  const x1 = Math.min(field.x1, hole.x1);
  for (let y = Math.max(field.y0, hole.y0); y < Math.min(field.y1, hole.y1); y++) {
    for (let i = y * size + x0; i < y * size + x1; i++) {
      if (-hole.data[i] > data[i]) data[i] = -hole.data[i];
    }
  }
}

/**
 * Cuts a shape along the edge of another and keeps what they share. The cut is sheer: away from it the distances stay
 * those of the first shape, so that its bevel does not bend round the cut. The other must be filled over its inside.
 */
export function intersect(field: Field, other: Field): void {
  const { size, data } = field;
  const sheer = -1 / size;
  for (let y = field.y0; y < field.y1; y++) {
    for (let i = y * size + field.x0; i < y * size + field.x1; i++) {
      const d = other.data[i];
      if (d > sheer && d > data[i]) data[i] = d;
    }
  }
}
