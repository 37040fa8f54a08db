/** The one mechanism that tells a method from the others, as a drawing of a few boxes. */
import { OptionError } from 'borad/base';
import { okabeIto } from 'borad/display';
import { blockDiagram, type DiagramArrow, type DiagramBox, type DiagramStyle } from './blockDiagram';
import { type Drawing, drawing } from './drawing';

const STYLES: Record<string, DiagramStyle> = {
  frozen: { label: 'frozen', stroke: '#57606a', fill: '#e7e9ec' },
  trained: { label: 'trained', stroke: okabeIto.blue, fill: '#eaf3fa' },
  training: { label: 'training only', stroke: '#a65f00', fill: '#fff7e6', dashed: true },
  compare: { label: 'what the map is', stroke: '#00684c', fill: '#e6f5f0' },
};

/** A row of boxes, each handed on to the next; `above` joins the box of its column from the row above. */
interface Sketch {
  /** In words, for who cannot see it. */
  alt: string;
  row: { style: string; title: string; lines: string[] }[];
  above?: { column: number; style: string; title: string; lines: string[] }[];
}

const box = (style: string, title: string, ...lines: string[]) => ({ style, title, lines });
const teacher = (...lines: string[]) => box('frozen', 'teacher', ...lines);

const SKETCHES: { readonly [method: string]: Sketch } = {
  rd4ad: {
    alt: 'The teacher’s three maps are fused into one small embedding, from which a decoder rebuilds them, the coarsest first; the map is one minus their cosine.',
    row: [
      teacher('f₁, f₂, f₃'),
      box('trained', 'one-class bottleneck', 'fuse three scales,', 'halve once more'),
      box('trained', 'decoder', 'from coarse to fine'),
      box('compare', '1 − cos', 'at every place and scale'),
    ],
  },
  patchcore: {
    alt: 'Patches of normal images are thinned by a greedy coreset into a memory; the map is the distance of a patch to the nearest entry.',
    row: [
      teacher('3×3 means,', 'scales on one grid'),
      box('trained', 'memory', '2,000 patches,', 'no gradient'),
      box('compare', 'nearest distance', 'of every patch'),
    ],
    above: [{ column: 1, ...box('training', 'greedy coreset', 'farthest first') }],
  },
  uniad: {
    alt: 'Noise is added to the teacher’s tokens; an encoder and a decoder with learned queries, whose attention hides each place and its neighbours, rebuild the clean tokens; the map is the distance.',
    row: [
      teacher('256 tokens'),
      box('trained', 'encoder', 'attention that hides', 'the neighbourhood'),
      box('trained', 'decoder', 'starts from learned queries', 'in every layer'),
      box('compare', 'distance', 'to the clean token'),
    ],
    above: [{ column: 1, ...box('training', 'feature jitter', 'noise on tokens') }],
  },
  simplenet: {
    alt: 'Features pass one dense layer; a discriminator tells them from copies with Gaussian noise; the map is minus its score.',
    row: [
      teacher('3×3 means,', 'scales on one grid'),
      box('trained', 'adaptor', 'one dense layer'),
      box('trained', 'discriminator', 'two dense layers'),
      box('compare', '− score', 'of every place'),
    ],
    above: [{ column: 2, ...box('training', 'Gaussian noise', 'makes anomalies of features') }],
  },
  destseg: {
    alt: 'A student gives the clean image’s features from those of a corrupted one; a segmentation network reads the products of teacher and student and gives the probability of an anomaly.',
    row: [
      teacher('of a corrupted image'),
      box('trained', 'student', 'is to give the features', 'of the clean image'),
      box('trained', 'segmentation', 'reads their products'),
      box('compare', 'probability', 'of every place'),
    ],
    above: [{ column: 2, ...box('training', 'known masks', 'of the corruption') }],
  },
  vitad: {
    alt: 'All three maps become tokens of one grid; a dense layer hands them on narrowed; plain transformer blocks rebuild the maps in reverse order; the map is one minus the cosine.',
    row: [
      teacher('8×8 tokens of 608'),
      box('trained', 'fusion', 'dense, 608 → 96'),
      box('trained', 'plain ViT', 'taps after 2, 4, 6 blocks,', 'coarsest map first'),
      box('compare', '1 − cos', 'at every place and scale'),
    ],
  },
  mambaad: {
    alt: 'A half feature pyramid joins the teacher’s maps; a decoder of state-space blocks reads each map as a sequence along Hilbert curves, with convolutions of several sizes beside it, and rebuilds the maps; the map is one minus their cosine.',
    row: [
      teacher('f₁, f₂, f₃'),
      box('trained', 'half pyramid', 'joined at the coarsest'),
      box('trained', 'state-space blocks', 'sequences along a path,', 'and local convolutions'),
      box('compare', '1 − cos', 'at every place and scale'),
    ],
    above: [{ column: 2, ...box('trained', 'eight directions', 'of one Hilbert curve') }],
  },
  dinomaly: {
    alt: 'Tokens of all maps pass a narrow network with dropout; a decoder whose attention is linear rebuilds them in two groups; the map is one minus the cosine.',
    row: [
      teacher('8×8 tokens of 608'),
      box('trained', 'bottleneck', 'dense layers,', 'dropout on their values'),
      box('trained', 'linear attention', 'cannot look', 'at one token alone'),
      box('compare', '1 − cos', 'in two groups of maps'),
    ],
    above: [
      { column: 1, ...box('training', 'noise', 'dropout as disturbance') },
      { column: 2, ...box('training', 'loose loss', 'easy places count little') },
    ],
  },
  inpformer: {
    alt: 'A few learned queries gather prototypes from the image’s own tokens; a decoder that attends to these prototypes only rebuilds the tokens; the map is one minus the cosine.',
    row: [
      teacher('8×8 tokens of 608'),
      box('trained', 'prototypes', 'six, gathered from', 'the image itself'),
      box('trained', 'guided decoder', 'attends to the', 'prototypes alone'),
      box('compare', '1 − cos', 'in two groups of maps'),
    ],
    above: [{ column: 1, ...box('training', 'coherence', 'every token near one') }],
  },
  hvqtrans: {
    alt: 'An encoder’s tokens are replaced by the nearest codes of the image’s category, level by level; a decoder rebuilds the teacher’s tokens from codes; the map is the distance.',
    row: [
      teacher('8×8 tokens of 608'),
      box('trained', 'encoder', 'tokens on several levels'),
      box('trained', 'codebooks', 'nearest code,', 'a book per category'),
      box('trained', 'decoder', 'sees codes alone'),
      box('compare', 'distance', 'to the teacher’s vector'),
    ],
    above: [{ column: 2, ...box('training', 'moving averages', 'and reseeded codes') }],
  },
  diad: {
    alt: 'Noise replaces nearly all of the joined maps; a denoiser, guided by a second network that sees the clean maps, recovers them in a few steps; the map is one minus the cosine.',
    row: [
      teacher('joined on one grid'),
      box('frozen', 'noise', 'nearly nothing is left'),
      box('trained', 'denoiser', 'a few deterministic steps'),
      box('compare', '1 − cos', 'at every place and scale'),
    ],
    above: [{ column: 2, ...box('trained', 'semantic guidance', 'reads the clean maps') }],
  },
  omiad: {
    alt: 'The joined maps are masked and noised, a denoiser is trained to give them back clean; from it one network is distilled that needs one step; the map is one minus the cosine.',
    row: [
      teacher('joined on one grid'),
      box('trained', 'one-step generator', 'distilled from', 'a masked diffusion'),
      box('compare', '1 − cos', 'at every place and scale'),
    ],
    above: [{ column: 1, ...box('training', 'score distillation', 'and a discriminator') }],
  },
};

/** Methods that have a sketch, by name. */
export const SKETCHED_METHODS: readonly string[] = Object.keys(SKETCHES);

/**
 * The sketch of a method, with its text alternative.
 *
 * @param method A name of `SKETCHED_METHODS`.
 * @param options `name`: file name under `figures/`, default `rivals-METHOD`.
 * @throws {OptionError} the method has none; the message lists those that have.
 */
export async function methodSketch(
  method: string,
  { name = `rivals-${method}`, save }: { name?: string; save?: boolean } = {},
): Promise<Drawing> {
  const sketch = Object.hasOwn(SKETCHES, method) ? SKETCHES[method] : undefined;
  if (!sketch) throw new OptionError(`methodSketch: no sketch of ${method}. Known: ${SKETCHED_METHODS.join(', ')}.`);
  const { row, above = [], alt } = sketch;
  const boxes: DiagramBox[] = [
    ...row.map((one, column) => ({ id: `${column}`, column, row: 1, ...one })),
    ...above.map((one) => ({ id: `above ${one.column}`, row: 0, ...one })),
  ];
  const arrows: DiagramArrow[] = [
    ...row.slice(1).map(({ style }, i): DiagramArrow => {
      const [from, to] = [`${i}`, `${i + 1}`];
      return { from: { box: from, side: 'right' }, to: { box: to, side: 'left' }, style };
    }),
    ...above.map(({ column, style }): DiagramArrow => {
      const from = { box: `above ${column}`, side: 'bottom' as const };
      return { from, to: { box: `${column}`, side: 'top' }, style };
    }),
  ];
  const used = new Set(boxes.map(({ style }) => style));
  const styles = Object.fromEntries(Object.entries(STYLES).filter(([style]) => used.has(style)));
  return drawing({ name, alt, svg: blockDiagram({ styles, boxes, arrows }).svg, save });
}
