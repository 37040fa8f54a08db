/** The flow of data through BoRAD (Figure 1 in our own form): what runs at test time, what training adds, what is frozen. */

import { okabeIto } from 'borad/display';
import { blockDiagram, type DiagramArrow, type DiagramBox, type DiagramStyle } from './blockDiagram';
import { type Drawing, drawing } from './drawing';

/** Sums over one part of the network. */
export interface PartSize {
  parameters: number;
  /** Multiply-adds of one pass of one image. */
  multiplyAdds: number;
}

export interface DataFlowOptions {
  /** File name under `figures/`. */
  name: string;
  alt: string;
  teacherName: string;
  /** Side of the image in pixels. */
  imageSize: number;
  /** [height, width, channels] of the teacher's maps, finest first. */
  maps: [number, number, number][];
  /** [height, width, channels] of the fused map. */
  fused: [number, number, number];
  prototypes: number;
  parts: {
    teacher: PartSize;
    projector: PartSize;
    fusion: PartSize;
    decoder: PartSize;
    bank: PartSize;
    merge: PartSize;
    spatialPredictor: PartSize;
    globalPredictor: PartSize;
  };
  save?: boolean;
}

const STYLES: Record<string, DiagramStyle> = {
  frozen: { label: 'frozen', stroke: '#57606a', fill: '#e7e9ec' },
  always: { label: 'trained, used at test time', stroke: okabeIto.blue, fill: '#eaf3fa' },
  training: { label: 'training only', stroke: '#a65f00', fill: '#fff7e6', dashed: true },
  target: { label: 'training only, no gradient', stroke: '#6e7781', fill: '#ffffff', dashed: true },
  compare: { label: 'losses and anomaly map', stroke: '#00684c', fill: '#e6f5f0' },
};

const UNITS: [number, string][] = [
  [1e9, ' G'],
  [1e6, ' M'],
  [1e3, ' k'],
];

/** A count in thousands, millions or billions with three digits. */
function short(value: number): string {
  const [size, unit] = UNITS.find(([limit]) => value >= limit) ?? [1, ''];
  const scaled = value / size;
  return `${scaled.toFixed(scaled >= 100 ? 0 : scaled >= 10 ? 1 : 2)}${unit}`;
}

const sized = ({ parameters, multiplyAdds }: PartSize): string =>
  `${short(parameters)} par, ${short(multiplyAdds)} MAC`;
const shape = (size: number[]): string => size.join('×');

function boxesOf({ teacherName, imageSize, maps, fused, prototypes, parts }: DataFlowOptions): DiagramBox[] {
  const box = (id: string, column: number, row: number, style: string, title: string, ...lines: string[]) => ({
    id,
    column,
    row,
    style,
    title,
    lines,
  });
  return [
    box('view2', 1, 0, 'target', 'view 2', 'location mask', 'or clean'),
    box('momentum', 2, 0, 'target', 'momentum projector', 'moving average of φ', sized(parts.projector)),
    box('fusion2', 3, 0, 'target', 'MFF-OCE', 'the same weights', `m₂ ${shape(fused)}`),
    box('target', 4, 0, 'target', 'targets', 'z₂ = merge(m₂, v₂)', 'r₂ = g₂ − anchors'),
    box('bank', 3, 1, 'training', 'prototypes', `${prototypes} a location`, `${short(parts.bank.parameters)} par`),
    box(
      'spatialHead',
      4,
      1,
      'training',
      'merge, predictor q_s',
      `merge ${sized(parts.merge)}`,
      `q_s ${sized(parts.spatialPredictor)}`,
    ),
    box('spatialLoss', 5, 1, 'compare', 'L spatial', '1 − cos, each location'),
    box('anchors', 3, 2, 'training', 'anchors', 'mean over locations', 'length 1'),
    box(
      'globalHead',
      4,
      2,
      'training',
      'shift, predictor q_g',
      'r₁ = g₁ − anchors',
      `q_g ${sized(parts.globalPredictor)}`,
    ),
    box('globalLoss', 5, 2, 'compare', 'L global', '1 − cos, each anchor'),
    box(
      'teacher',
      0,
      3,
      'frozen',
      'teacher',
      teacherName,
      `image ${imageSize}×${imageSize}×3`,
      ...maps.map((map, i) => `f${'₁₂₃'[i]} ${shape(map)}`),
      sized(parts.teacher),
    ),
    box('view1', 1, 3, 'training', 'view 1', 'location mask', 'or clean;', 'test: clean'),
    box('projector', 2, 3, 'always', 'projector φ', 'four 3×3 per scale', sized(parts.projector)),
    box('fusion', 3, 3, 'always', 'MFF-OCE', 'fuse, embed', `m₁ ${shape(fused)}`, sized(parts.fusion)),
    box('decoder', 4, 3, 'always', 'decoder S', '3, 4, 6 blocks', sized(parts.decoder)),
    box('maps', 5, 3, 'compare', '1 − cos(f, f̂)', 'training: L recon', 'test: anomaly map'),
  ];
}

const level = (from: string, to: string, style: string, more: Partial<DiagramArrow> = {}): DiagramArrow => ({
  from: { box: from, side: 'right' },
  to: { box: to, side: 'left' },
  style,
  ...more,
});

const ARROWS: DiagramArrow[] = [
  { from: { box: 'teacher', side: 'top' }, to: { box: 'view2', side: 'left' }, style: 'target' },
  level('view2', 'momentum', 'target'),
  level('momentum', 'fusion2', 'target'),
  level('fusion2', 'target', 'target'),
  { from: { box: 'projector', side: 'top' }, to: { box: 'momentum', side: 'bottom' }, style: 'target' },
  level('bank', 'target', 'target', {
    from: { box: 'bank', side: 'right', at: 0.12 },
    to: { box: 'target', side: 'left', at: 0.78 },
    turn: 0.35,
  }),
  level('target', 'spatialLoss', 'target', { to: { box: 'spatialLoss', side: 'left', at: 0.25 }, turn: 0.4 }),
  level('target', 'globalLoss', 'target', { to: { box: 'globalLoss', side: 'left', at: 0.25 }, turn: 0.4 }),
  level('bank', 'spatialHead', 'training', {
    from: { box: 'bank', side: 'right', at: 0.3 },
    to: { box: 'spatialHead', side: 'left', at: 0.3 },
  }),
  { from: { box: 'bank', side: 'bottom' }, to: { box: 'anchors', side: 'top' }, style: 'training' },
  level('anchors', 'globalHead', 'training', {
    from: { box: 'anchors', side: 'right', at: 0.3 },
    to: { box: 'globalHead', side: 'left', at: 0.3 },
  }),
  level('fusion', 'spatialHead', 'training', {
    from: { box: 'fusion', side: 'right', at: 0.3 },
    to: { box: 'spatialHead', side: 'left', at: 0.75 },
  }),
  level('fusion', 'globalHead', 'training', {
    from: { box: 'fusion', side: 'right', at: 0.3 },
    to: { box: 'globalHead', side: 'left', at: 0.75 },
  }),
  level('spatialHead', 'spatialLoss', 'training', {
    from: { box: 'spatialHead', side: 'right', at: 0.75 },
    to: { box: 'spatialLoss', side: 'left', at: 0.75 },
  }),
  level('globalHead', 'globalLoss', 'training', {
    from: { box: 'globalHead', side: 'right', at: 0.75 },
    to: { box: 'globalLoss', side: 'left', at: 0.75 },
  }),
  level('teacher', 'view1', 'frozen'),
  level('view1', 'projector', 'always'),
  level('projector', 'fusion', 'always'),
  level('fusion', 'decoder', 'always', {
    from: { box: 'fusion', side: 'right', at: 0.7 },
    to: { box: 'decoder', side: 'left', at: 0.7 },
  }),
  level('decoder', 'maps', 'always'),
];

/**
 * The data flow with the sizes of a given network. Losses compare what the arrows bring; at test time only
 * solid boxes run, and the anomaly map is the same comparison as the reconstruction loss.
 *
 * @throws {OptionError} the name or the text alternative is unusable.
 */
export async function dataFlow(options: DataFlowOptions): Promise<Drawing> {
  const { name, alt, save } = options;
  const teacherToMaps: DiagramArrow = {
    from: { box: 'teacher', side: 'bottom' },
    to: { box: 'maps', side: 'bottom' },
    style: 'frozen',
  };
  const { svg } = blockDiagram({ styles: STYLES, boxes: boxesOf(options), arrows: [...ARROWS, teacherToMaps] });
  return drawing({ name, alt, svg, save });
}
