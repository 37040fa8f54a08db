"""UniAD (arXiv 2206.03687): tokens rebuilt through neighbour-masked attention and learned queries."""

import torch
import torch.nn.functional as F
from torch import nn

from .peer import CHANNELS, Peer
from .tokens import Attention, GridPositions

SIDE, WIDTH, HEADS, HIDDEN, LAYERS, WINDOW = 16, 64, 4, 256, 2, 7
JITTER = 15


def seen_keys(side, window):
    """Which keys a query sees: those beyond its neighbourhood, [L, L]."""
    rows, columns = torch.meshgrid(torch.arange(side), torch.arange(side), indexing="ij")
    places = torch.stack([rows.flatten(), columns.flatten()], 1)
    return (places[:, None] - places[None]).abs().amax(2) > window // 2


def feed_forward():
    return nn.Sequential(nn.Linear(WIDTH, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, WIDTH))


def norms(count):
    return nn.ModuleList(nn.LayerNorm(WIDTH) for _ in range(count))


class EncoderLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.attention, self.feed_forward, self.norms = Attention(WIDTH, HEADS), feed_forward(), norms(2)

    def forward(self, x, positions, mask):
        h = self.norms[0](x)
        placed = h + positions
        x = x + self.attention(placed, placed, h, mask)
        return x + self.feed_forward(self.norms[1](x))


class DecoderLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.query = nn.Parameter(0.3 * torch.randn(SIDE * SIDE, WIDTH))
        self.attentions = nn.ModuleList(Attention(WIDTH, HEADS) for _ in range(2))
        self.feed_forward, self.norms = feed_forward(), norms(3)

    def forward(self, previous, memory, positions, mask):
        x = self.query.expand(len(memory), -1, -1)
        for attention, norm, source in zip(self.attentions, self.norms, (memory, previous)):
            x = x + attention(norm(x) + positions, source + positions, source, mask)
        return x + self.feed_forward(self.norms[2](x))


class Uniad(Peer):
    RATE = 3e-3

    def __init__(self):
        super().__init__()
        channels = sum(CHANNELS)
        self.positions = GridPositions(SIDE, WIDTH)
        self.input, self.output = nn.Linear(channels, WIDTH), nn.Linear(WIDTH, channels)
        self.encoder = nn.ModuleList(EncoderLayer() for _ in range(LAYERS))
        self.decoder = nn.ModuleList(DecoderLayer() for _ in range(LAYERS))
        self.norm, self.encoder_norm = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.register_buffer("lengths", torch.ones(len(CHANNELS)))
        self.register_buffer("mask", seen_keys(SIDE, WINDOW))

    def tokens(self, features):
        fine, middle, coarse = (f / length for f, length in zip(features, self.lengths))
        coarse = F.interpolate(coarse, size=SIDE, mode="bilinear", align_corners=True)
        return torch.cat([F.avg_pool2d(fine, 2), middle, coarse], 1).flatten(2).transpose(1, 2)

    def forward(self, tokens):
        positions, memory = self.positions(), self.input(tokens)
        for layer in self.encoder:
            memory = layer(memory, positions, self.mask)
        x = memory = self.encoder_norm(memory)
        for layer in self.decoder:
            x = layer(x, memory, positions, self.mask)
        return self.output(self.norm(x))

    def loss(self, _phase, batch):
        tokens = self.tokens(batch.features)
        share = tokens.norm(dim=2, keepdim=True) * (JITTER / tokens.shape[2])
        return F.mse_loss(self(tokens + torch.randn_like(tokens) * share), tokens)

    def maps(self, features):
        tokens = self.tokens(features)
        return [(self(tokens) - tokens).norm(dim=2).unflatten(1, (SIDE, SIDE))]
