/** What fixes DeSTSeg's two networks. */
export type Triple = [number, number, number];

export interface Architecture {
  /** Channels of the teacher's maps, finest first. */
  channels: Triple;
  /** Channels of the student at the sizes of the three maps, finest first. */
  widths: Triple;
  /** Channels of the student's deepest map, half the size of the teacher's coarsest. */
  deepest: number;
  /** Channels of the segmentation network. */
  segmentation: number;
  /** Dilation of each branch of the segmentation's pyramid. */
  rates: readonly number[];
}
