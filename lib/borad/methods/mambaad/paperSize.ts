/** MambaAD at its authors' size (Section 4.1 and their code): on a ResNet34, whose channels the decoder has itself. */
import { countTrained } from '../tableState';
import { decoderParameters, fusionParameters, type MambaadShape } from './architecture';

const AUTHORS: MambaadShape = {
  channels: [64, 128, 256],
  widths: [64, 128, 256],
  directions: 8,
  state: 16,
  expansion: 2,
  blocks: [[3], [2, 2], [3, 3], [3]],
  heads: false,
};

/** Trained values of the half feature pyramid. */
export const paperFusionParameters = (): number => countTrained(fusionParameters(AUTHORS));

/** Trained values of fusion and decoder. */
export const paperParameters = (): number => paperFusionParameters() + countTrained(decoderParameters(AUTHORS));
