/** What fixes DiAD's networks, the table of their parameters, and their cost. */
import type { ParameterTable } from '../../layers';
import {
  addDenoiser,
  checkDenoiser,
  type DenoiserSettings,
  decoderAdds,
  denoiserShape,
  encoderAdds,
  type JoinedShape,
  joinedShape,
} from '../diffusion';
import type { BaseArchitecture, TeacherForm } from '../method';
import { addGuide } from './guidance';
import type { DiadConfig } from './settings';

export interface DiadArchitecture extends BaseArchitecture, JoinedShape, DenoiserSettings {
  /** Channels of the teacher's maps, finest first. */
  channels: number[];
}

/** Denoiser and guide. */
export function diadParameters(architecture: DiadArchitecture): ParameterTable {
  const table: ParameterTable = new Map();
  addDenoiser(table, 'unet', denoiserShape(architecture));
  addGuide(table, denoiserShape(architecture));
  return table;
}

/**
 * @throws {ShapeError} the image size does not fit the maps. @throws {OptionError} the denoiser's settings do not fit together.
 */
export function diadArchitecture(teacher: TeacherForm, { data, denoiser }: DiadConfig): DiadArchitecture {
  checkDenoiser(denoiser);
  return { ...joinedShape(teacher, data.imageSize), ...denoiser };
}

/** Multiply-adds of one image through guide and denoiser once, and of the hint. */
export function guidedAdds(architecture: DiadArchitecture): { pass: number; hint: number } {
  const shape = denoiserShape(architecture);
  const { channels, width: w } = shape;
  const places = architecture.size[0] * architecture.size[1];
  const few = places / 4;
  const zeros = 2 * places * w * w + few * (w * w + 2 * (2 * w) ** 2);
  const fused = 2 * 9 * few * w * 2 * w;
  return {
    pass: 2 * encoderAdds(places, shape) + decoderAdds(places, shape) + zeros + fused,
    hint: 9 * places * (channels * w + w * w),
  };
}
