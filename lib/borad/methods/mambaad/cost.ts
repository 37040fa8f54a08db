/** Multiply-adds of MambaAD's network from its shapes: convolutions and dense layers; the scans are elementwise. */
import { bottleneckCosts, convolutionCost, denseAdds, type MapShape, sumCosts } from '../../layers';
import { FUSION_BLOCKS, levelWidths, type MambaadArchitecture } from './architecture';

function fusionAdds({ channels: [c1, c2, c3], widths: [, w2, w3], side }: MambaadArchitecture): number {
  const [h1, h2, h3] = [8, 4, 2].map((factor) => side * factor);
  const one = (size: number, input: number, channels: number) =>
    convolutionCost('fuse', [size, size, input], { kernel: 1, channels });
  const down = (size: number, input: number, channels: number) =>
    convolutionCost('fuse', [size, size, input], { kernel: 3, channels, stride: 2 });
  const costs = [down(h1, c1, w2), one(h2, c2, w2), down(h2, w2, w3), one(h3, c3, w3), one(h3, w3, w3)];
  for (let i = 0; i < FUSION_BLOCKS; i++) {
    const input: MapShape = i === 0 ? [h3, h3, w3] : [side, side, 2 * w3];
    const kind = i === 0 ? 'down' : 'plain';
    costs.push(...bottleneckCosts(`fuse.blocks.${i}`, input, { width: w3 / 2, channels: 2 * w3, kind }));
  }
  return sumCosts(costs).multiplyAdds;
}

function stateSpaceAdds(places: number, channels: number, architecture: MambaadArchitecture): number {
  const { expansion, state, directions } = architecture;
  const inner = expansion * channels;
  const rank = Math.ceil(channels / 16);
  const projections = denseAdds(places, inner, rank + 2 * state) + denseAdds(places, rank, inner);
  return denseAdds(places, channels, 3 * inner) + places * 9 * inner + directions * projections;
}

/** Three 1x1 convolutions to and from each local branch's depthwise one, and the join. */
function localAdds(places: number, channels: number): number {
  const branches = 4 * denseAdds(places, channels, channels) + places * (5 * 5 + 7 * 7) * channels;
  return branches + denseAdds(places, 3 * channels, channels);
}

function levelAdds(level: number, widths: number[], architecture: MambaadArchitecture): number {
  const width = widths[level];
  const places = (architecture.side * 2 ** level) ** 2;
  const modules = architecture.blocks[level].map(
    (blocks) => blocks * stateSpaceAdds(places, width, architecture) + localAdds(places, width),
  );
  const expansion = level === 0 ? 0 : denseAdds(places / 4, widths[level - 1], 4 * width);
  const head = architecture.heads && level > 0 ? denseAdds(places, width, architecture.channels[3 - level]) : 0;
  return expansion + modules.reduce((sum, adds) => sum + adds, 0) + head;
}

/** Of one image in one forward pass. */
export function mambaadMultiplyAdds(architecture: MambaadArchitecture): number {
  const widths = levelWidths(architecture);
  const levels = widths.map((_, level) => levelAdds(level, widths, architecture));
  return fusionAdds(architecture) + levels.reduce((sum, adds) => sum + adds, 0);
}
