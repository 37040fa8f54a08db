/** What fixes DeSTSeg's two networks. */
import type { ParameterTable } from '../../layers';
import { dividedSize, squareSide } from '../dividedSize';
import type { BaseArchitecture, TeacherForm } from '../method';
import { addSegmentation } from './segmentation';
import type { DestsegConfig } from './settings';
import { addStudent } from './student';

export type Triple = [number, number, number];

export interface Architecture extends BaseArchitecture {
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
  /** Height and width of the teacher's maps, finest first. */
  sizes: Triple;
}

/** Every weight and statistic of both networks. */
export function networkTable(architecture: Architecture): ParameterTable {
  const table: ParameterTable = new Map();
  addStudent(table, architecture);
  addSegmentation(table, architecture);
  return table;
}

/**
 * Both networks for a teacher and settings.
 *
 * @throws {ShapeError} the image size is no multiple of the coarsest stride.
 */
export function architectureFor({ channels, strides }: TeacherForm, { data, network }: DestsegConfig): Architecture {
  const square = squareSide(data.imageSize, "DeSTSeg's turned copies of images");
  dividedSize(square, strides[2], `for strides [${strides}]`);
  const { widths, deepest, segmentation, rates } = network;
  const sizes = strides.map((stride) => square / stride) as Triple;
  return { channels, widths, deepest, segmentation, rates, sizes };
}
