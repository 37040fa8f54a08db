"""The loose loss of Dinomaly and INP-Former: maps in two groups, and points that are rebuilt well count little."""

import torch
import torch.nn.functional as F
from torch import nn

from .peer import CHANNELS, SIDES
from .tokens import unfold

SIDE, WIDTH, HEADS, HIDDEN, BLOCKS = 8, 96, 4, 384, 4
EPSILON = 1e-8
FACTORS = [side // SIDE for side in SIDES]
PATCHES = [c * factor**2 for c, factor in zip(CHANNELS, FACTORS)]
# The two finer maps, and the coarsest.
GROUPS = [sum(PATCHES[:-1]), PATCHES[-1]]


def mlp(dropout=0.0):
    noise = [nn.Dropout(dropout)] if dropout else []
    return nn.Sequential(*noise, nn.Linear(WIDTH, HIDDEN), nn.GELU(), *noise, nn.Linear(HIDDEN, WIDTH), *noise)


def norm():
    return nn.LayerNorm(WIDTH, EPSILON)


def rebuilt_maps(groups):
    patches = torch.cat(groups, 2).split(PATCHES, 2)
    return [unfold(patch, SIDE, factor) for patch, factor in zip(patches, FACTORS)]


class GroupHeads(nn.Module):
    """The last half of the blocks rebuilds the finer maps, the first half the coarsest."""

    def __init__(self):
        super().__init__()
        self.heads = nn.ModuleList(nn.Linear(WIDTH, size) for size in GROUPS)

    def forward(self, outputs):
        half = len(outputs) // 2
        means = [torch.stack(part).mean(0) for part in (outputs[half:], outputs[:half])]
        return [head(mean) for head, mean in zip(self.heads, means)]


def loose_loss(tokens, groups, mining):
    """`mining`: what a point's gradient is multiplied by, from its distance [B, L]."""
    losses = []
    for target, output in zip(tokens.split(GROUPS, 2), groups):
        with torch.no_grad():
            factor = mining(1 - F.cosine_similarity(target, output, dim=2))[:, :, None]
        if output.requires_grad:
            output.register_hook(lambda gradient, factor=factor: gradient * factor)
        losses.append(1 - F.cosine_similarity(target.flatten(1), output.flatten(1)).mean())
    return sum(losses) / len(losses)
