/** DiAD's own part at its authors' size: what its fusion block adds to Stable Diffusion 1.5 and a ControlNet. */
import { countValues, type ParameterTable } from '../../layers';
import { addZeroConvolution } from '../diffusion';

/** 3x3 convolutions without bias into the three deepest outputs: three from 640 channels, six from 1280. */
const FUSIONS = [640, 640, 640, 1280, 1280, 1280, 1280, 1280, 1280].map((input) => ({ size: 3, input, output: 1280 }));

/** Values of the nine convolutions of the fusion block. */
export function paperParameters(): number {
  const table: ParameterTable = new Map();
  FUSIONS.forEach((shape, i) => {
    addZeroConvolution(table, `fuse${i}`, shape, false);
  });
  return countValues(table);
}
