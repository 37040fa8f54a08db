/** Multiply-adds of a denoiser for one image. */
import { attentionAdds, denseAdds } from '../../layers';
import type { DenoiserShape } from './denoiser';

/** Of a 3x3 convolution. */
const window = (places: number, input: number, output: number) => 9 * denseAdds(places, input, output);

function blockAdds(places: number, input: number, output: number, time: number): number {
  const short = input === output ? 0 : denseAdds(places, input, output);
  return window(places, input, output) + window(places, output, output) + denseAdds(1, time, output) + short;
}

/** Of `encode`, without a hint. */
export function encoderAdds(places: number, { channels, width: w }: DenoiserShape): number {
  const [few, time] = [places / 4, 2 * w];
  return (
    denseAdds(1, w, time) +
    denseAdds(1, time, time) +
    window(places, channels, w) +
    blockAdds(places, w, w, time) +
    window(few, w, w) +
    blockAdds(few, w, 2 * w, time) +
    2 * blockAdds(few, 2 * w, 2 * w, time) +
    2 * attentionAdds(few, 2 * w)
  );
}

/** Of `decode`. */
export function decoderAdds(places: number, { channels, width: w }: DenoiserShape): number {
  const [few, time] = [places / 4, 2 * w];
  return (
    blockAdds(few, 4 * w, 2 * w, time) +
    attentionAdds(few, 2 * w) +
    blockAdds(few, 3 * w, 2 * w, time) +
    window(places, 2 * w, w) +
    2 * blockAdds(places, 2 * w, w, time) +
    window(places, w, channels)
  );
}
