/** What the shift by each anchor does to two views, by the library's identities. */
import { largestTurn, shiftedAngle, shiftedViews, shiftLimit } from 'borad/theory';
import type { Point } from '../shared/point';

/** Angles in degrees. */
export interface AnchorRow {
  residualLength: number;
  /** Between g and r_k. */
  turn: number;
  /** Between the views' residuals. */
  shifted: number;
  /** The same over the angle of the views. */
  gain: number;
  /** |r_k - (|g| - 1) p_k|. */
  toLimit: number;
}

export interface Geometry {
  length: number;
  /** Between the views. */
  angle: number;
  /** |g - g'|, and what the shift changes of it: rounding. */
  difference: number;
  changed: number;
  /** The farthest that an anchor can turn g. */
  largestTurn: number;
  anchors: AnchorRow[];
}

const degrees = (radians: number) => (180 / Math.PI) * radians;

/** Throws as the library does where a vector has length 0. */
export function geometryOf(first: Point, second: Point, anchors: Point[]): Geometry {
  const length = Math.hypot(...first);
  const views = anchors.map((anchor) => shiftedViews(first, second, anchor));
  return {
    length,
    angle: degrees(views[0]?.angle ?? 0),
    difference: Math.hypot(first[0] - second[0], first[1] - second[1]),
    changed: Math.max(...views.map(({ identity }) => identity.residual)),
    largestTurn: degrees(largestTurn(length)),
    anchors: views.map(({ angle, shiftedAngle: shifted }, k) => {
      const [x, y] = anchors[k] as Point;
      const cosine = (first[0] * x + first[1] * y) / length;
      const { residualLength, turn } = shiftedAngle(length, Math.acos(Math.min(1, Math.max(-1, cosine))));
      const { distance } = shiftLimit(first, [x, y]);
      return {
        residualLength,
        turn: degrees(turn),
        shifted: degrees(shifted),
        gain: shifted / angle,
        toLimit: distance,
      };
    }),
  };
}
