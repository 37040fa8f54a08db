"""Dinomaly (arXiv 2405.14325): a noisy bottleneck, and a decoder of linear attention."""

import torch
import torch.nn.functional as F
from anomaly_map import scale_maps
from torch import nn

from .loose_loss import BLOCKS, GROUPS, HEADS, SIDE, WIDTH, GroupHeads, loose_loss, mlp, norm, rebuilt_maps
from .peer import Peer
from .stable_adamw import StableAdamW
from .tokens import even_fold, split_heads

DROPOUT = 0.2
# Points that count little, and how much, when the share has grown.
MINED, REST = 0.9, 0.1


class LinearAttention(nn.Module):
    def __init__(self):
        super().__init__()
        self.qkv, self.out = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)

    def forward(self, x):
        q, k, v = (split_heads(part, HEADS) for part in self.qkv(x).chunk(3, 2))
        q, k = F.elu(q) + 1, F.elu(k) + 1
        attended = q @ (k.transpose(2, 3) @ v) / (q * k.sum(2, keepdim=True)).sum(3, keepdim=True)
        return self.out(attended.transpose(1, 2).flatten(2))


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm1, self.attention, self.norm2, self.mlp = norm(), LinearAttention(), norm(), mlp()

    def forward(self, x):
        x = x + self.attention(self.norm1(x))
        return x + self.mlp(self.norm2(x))


def hard_mining(distance):
    kept = max(1, int(distance.numel() * (1 - MINED)))
    threshold = distance.flatten().topk(kept).values[-1]
    return torch.where(distance < threshold, REST, 1.0)


class Dinomaly(Peer):
    RATE, CLIP = 2e-3, 0.1

    def __init__(self):
        super().__init__()
        self.embed, self.bottleneck = nn.Linear(sum(GROUPS), WIDTH), mlp(DROPOUT)
        self.blocks, self.heads = nn.ModuleList(Block() for _ in range(BLOCKS)), GroupHeads()

    def optimiser(self, phase):
        return StableAdamW(self.trained(phase), self.RATE)

    def forward(self, tokens):
        x, outputs = self.bottleneck(self.embed(tokens)), []
        for block in self.blocks:
            x = block(x)
            outputs.append(x)
        return self.heads(outputs)

    def loss(self, _phase, batch):
        tokens = even_fold(batch.features, SIDE)
        return loose_loss(tokens, self(tokens), hard_mining)

    def maps(self, features):
        return scale_maps(features, rebuilt_maps(self(even_fold(features, SIDE))))
