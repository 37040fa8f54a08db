/** A point of the plane. */
export type Point = [x: number, y: number];
