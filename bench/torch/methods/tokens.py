"""Tokens [B, L, C] of maps, and the attention of transformers over them."""

import torch
import torch.nn.functional as F
from torch import nn


def fold(features, side):
    """The patches of all maps at each place of a grid as one token."""
    patches = [F.pixel_unshuffle(f, f.shape[-1] // side) for f in features]
    return torch.cat(patches, 1).flatten(2).transpose(1, 2)


def even_fold(features, side):
    """The same of maps whose vectors have a mean square of 1."""
    return fold([F.normalize(f) * f.shape[1] ** 0.5 for f in features], side)


def unfold(tokens, side, factor):
    """A map [B, C, H, W] from its patches of so many locations a side."""
    patches = tokens.transpose(1, 2).unflatten(2, (side, side))
    return F.pixel_shuffle(patches, factor)


def split_heads(x, heads):
    return x.unflatten(2, (heads, -1)).transpose(1, 2)


class SelfAttention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads, self.qkv, self.out = heads, nn.Linear(width, 3 * width), nn.Linear(width, width)

    def forward(self, x):
        q, k, v = (split_heads(part, self.heads) for part in self.qkv(x).chunk(3, 2))
        return self.out(F.scaled_dot_product_attention(q, k, v).transpose(1, 2).flatten(2))


class Attention(nn.Module):
    """Of queries, keys and values that come from different tokens."""

    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.q, self.k, self.v, self.out = (nn.Linear(width, width) for _ in range(4))

    def forward(self, query, key, value, mask=None):
        q, k, v = (split_heads(x, self.heads) for x in (self.q(query), self.k(key), self.v(value)))
        return self.out(F.scaled_dot_product_attention(q, k, v, mask).transpose(1, 2).flatten(2))


class GridPositions(nn.Module):
    """A learned vector for each place of a grid, half of it the column's and half the row's."""

    def __init__(self, side, width):
        super().__init__()
        self.row, self.column = (nn.Parameter(torch.rand(side, width // 2)) for _ in range(2))

    def forward(self):
        side = len(self.row)
        across, down = self.column[None].expand(side, -1, -1), self.row[:, None].expand(-1, side, -1)
        return torch.cat([across, down], 2).flatten(0, 1)
