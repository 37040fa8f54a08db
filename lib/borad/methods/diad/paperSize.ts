/** DiAD at its authors' size: Stable Diffusion 1.5, a ControlNet for it, and the fusion block. */
import { countValues, type ParameterTable } from '../../layers';
import { addZeroConvolution } from '../diffusion';

/** Published sizes of Stable Diffusion 1.5's U-Net and of a ControlNet for it: the denoiser, the guide with its hint. */
const KNOWN = { denoiser: 859_520_964, guide: 361_279_120 };

/** 3x3 convolutions without bias into the three deepest outputs: three from 640 channels, six from 1280. */
const FUSIONS = [640, 640, 640, 1280, 1280, 1280, 1280, 1280, 1280].map((input) => ({ size: 3, input, output: 1280 }));

/** Values of the nine convolutions of the fusion block. */
export function paperFusionParameters(): number {
  const table: ParameterTable = new Map();
  FUSIONS.forEach((shape, i) => {
    addZeroConvolution(table, `fuse${i}`, shape, false);
  });
  return countValues(table);
}

/** Values of all three; of these only the fusion block is counted here. */
export const paperParameters = (): number => KNOWN.denoiser + KNOWN.guide + paperFusionParameters();
