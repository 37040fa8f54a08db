/** What fixes SimpleNet's network. */
import type { ParameterTable } from '../../layers';
import { dividedSize } from '../dividedSize';
import type { BaseArchitecture, TeacherForm } from '../method';
import { addNetwork } from './network';
import type { SimplenetConfig } from './settings';

export interface Architecture extends BaseArchitecture {
  channels: [number, number, number];
  /** Locations of the finest map, on which all scales are joined. */
  locations: number;
  /** Width between the discriminator's two layers. */
  hidden: number;
}

/** Numbers per location. */
export function featureWidth({ channels }: Pick<Architecture, 'channels'>): number {
  return channels.reduce((a, b) => a + b, 0);
}

/** Every weight and statistic of the network by its two widths. */
export function tableOf(channels: number, hidden: number): ParameterTable {
  const table: ParameterTable = new Map();
  addNetwork(table, channels, hidden);
  return table;
}

/** The same of an architecture. */
export function networkTable(architecture: Architecture): ParameterTable {
  return tableOf(featureWidth(architecture), architecture.hidden);
}

/**
 * The network for a teacher and settings.
 *
 * @throws {ShapeError} the image size is no multiple of the coarsest stride.
 */
export function architectureFor(
  { channels, strides }: TeacherForm,
  { data, discriminator }: SimplenetConfig,
): Architecture {
  const why = `for strides [${strides}]`;
  dividedSize(data.imageSize, strides[2], why);
  const [height, width] = dividedSize(data.imageSize, strides[0], why);
  return { channels, locations: height * width, hidden: discriminator.hidden };
}
