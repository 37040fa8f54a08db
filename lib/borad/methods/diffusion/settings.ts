/** Settings of a denoiser. */
import { z } from 'zod';
import { count } from '../numbers';
import type { DenoiserShape } from './denoiser';
import { type JoinedShape, joinedChannels } from './tokens';

/** A denoiser by its settings. */
export interface DenoiserSettings {
  width: number;
  heads: number;
  groups: number;
}

/** The section of a denoiser. */
export const denoiserSection = z
  .strictObject({
    width: count.default(64).describe('Channels, twice as many at half the size (Stable Diffusion 1.5: 320)'),
    heads: count.default(4).describe('Heads of an attention (Stable Diffusion 1.5: 8)'),
    groups: count.default(8).describe('Groups of a norm (Stable Diffusion 1.5: 32)'),
  })
  .prefault({});

/** The denoiser of those settings for a joined map. */
export const denoiserShape = ({ channels, width, heads, groups }: JoinedShape & DenoiserSettings): DenoiserShape => ({
  ...{ channels: joinedChannels({ channels }), width, heads, groups },
});
