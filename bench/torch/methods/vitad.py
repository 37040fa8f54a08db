"""ViTAD (arXiv 2312.07495): a plain transformer rebuilds the maps, the coarsest first."""

import torch
from anomaly_map import scale_maps
from steps import reconstruction
from torch import nn

from .peer import CHANNELS, SIDES, Peer
from .tokens import SelfAttention, fold, unfold

SIDE, WIDTH, HEADS, HIDDEN, BLOCKS = 8, 96, 3, 384, 6


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm1, self.attention, self.norm2 = nn.LayerNorm(WIDTH), SelfAttention(WIDTH, HEADS), nn.LayerNorm(WIDTH)
        self.mlp = nn.Sequential(nn.Linear(WIDTH, HIDDEN), nn.GELU(), nn.Linear(HIDDEN, WIDTH))

    def forward(self, x):
        x = x + self.attention(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class Vitad(Peer):
    RATE, BETAS = 2e-3, (0.9, 0.999)

    def __init__(self):
        super().__init__()
        self.factors = [side // SIDE for side in SIDES]
        patches = [c * factor**2 for c, factor in zip(CHANNELS, self.factors)]
        self.fusion = nn.Linear(sum(patches), WIDTH)
        self.positions = nn.Parameter(0.02 * torch.randn(SIDE * SIDE, WIDTH))
        # A third of the blocks for each map.
        self.thirds = nn.ModuleList(nn.Sequential(*[Block() for _ in range(BLOCKS // 3)]) for _ in CHANNELS)
        self.heads = nn.ModuleList(nn.Linear(WIDTH, patch) for patch in patches)
        self.register_buffer("lengths", torch.ones(len(CHANNELS)))

    def forward(self, features):
        x = self.fusion(fold([f / length for f, length in zip(features, self.lengths)], SIDE)) + self.positions
        maps = []
        for third, head, factor in zip(self.thirds, reversed(self.heads), reversed(self.factors)):
            x = third(x)
            maps.insert(0, unfold(head(x), SIDE, factor))
        return maps

    def loss(self, _phase, batch):
        return reconstruction(batch.features, self(batch.features))

    def maps(self, features):
        return scale_maps(features, self(features))
