"""HVQ-Trans (arXiv 2310.14228): tokens are replaced by the nearest codes of their image's category."""

import torch
import torch.nn.functional as F
from torch import nn

from .peer import CHANNELS, SIDES, Peer
from .tokens import Attention, GridPositions, even_fold, unfold

SIDE, WIDTH, HEADS, HIDDEN, LAYERS = 8, 64, 4, 256, 2
# Of the default dataset.
CATEGORIES = 14
CODES, COMMITMENT, DECAY, LEAST = 64, 0.25, 0.99, 1e-5
# Steps between reseedings, and the average count below which a code is unused.
RESEEDED, UNUSED = 25, 0.05
FACTORS = [side // SIDE for side in SIDES]
PATCHES = [c * factor**2 for c, factor in zip(CHANNELS, FACTORS)]


class Layer(nn.Module):
    """An attention for each source, and two dense layers, each with a norm behind."""

    def __init__(self, width, attentions):
        super().__init__()
        self.attentions = nn.ModuleList(Attention(width, HEADS) for _ in range(attentions))
        self.feed_forward = nn.Sequential(nn.Linear(width, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, width))
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in range(attentions + 1))

    def forward(self, x, positions, memory=None):
        for i, attention in enumerate(self.attentions):
            source = memory if i else x
            x = self.norms[i](x + attention(x + positions, source + positions, source))
        return self.norms[-1](x + self.feed_forward(x))


class Codebooks(nn.Module):
    """Codes of every category, moving averages of the tokens that choose them."""

    def __init__(self, width):
        super().__init__()
        self.register_buffer("codes", torch.randn(CATEGORIES, CODES, width))
        self.register_buffer("sums", self.codes.clone())
        self.register_buffer("counts", torch.ones(CATEGORIES, CODES))

    def forward(self, tokens, category):
        codes = self.codes[category]
        with torch.no_grad():
            lengths = codes.square().sum(2)[:, None]
            self.places = torch.baddbmm(lengths, tokens, codes.transpose(1, 2), alpha=-2).argmin(2)
            value = codes.gather(1, self.places[:, :, None].expand(-1, -1, codes.shape[2]))
        self.tokens = tokens.detach()
        return tokens + (value - tokens).detach(), F.mse_loss(tokens, value)

    @torch.no_grad()
    def move(self, category):
        """The averages after a step; categories without an image stay as they are."""
        chosen = (category[:, None] * CODES + self.places).flatten()
        counts, sums = torch.zeros_like(self.counts).flatten(), torch.zeros_like(self.sums).flatten(0, 1)
        counts.index_add_(0, chosen, torch.ones_like(chosen, dtype=counts.dtype))
        sums.index_add_(0, chosen, self.tokens.flatten(0, 1))
        present = category.unique()
        n = self.counts[present].lerp(counts.view_as(self.counts)[present], 1 - DECAY)
        s = self.sums[present].lerp(sums.view_as(self.sums)[present], 1 - DECAY)
        total = n.sum(1, keepdim=True)
        smoothed = (n + LEAST) / (total + CODES * LEAST) * total
        self.counts[present], self.sums[present], self.codes[present] = n, s, s / smoothed[:, :, None]

    @torch.no_grad()
    def reseed(self, category):
        """Codes that hardly any token chooses are put on tokens of their category."""
        for k in category.unique():
            tokens, dead = self.tokens[category == k].flatten(0, 1), self.counts[k] < UNUSED
            picked = tokens[torch.randint(len(tokens), (int(dead.sum()),))]
            self.codes[k, dead], self.sums[k, dead], self.counts[k, dead] = picked, picked, 1.0

    def nearest_category(self, tokens):
        rows, codes = tokens.flatten(0, 1), self.codes.flatten(0, 1)
        distances = torch.addmm(codes.square().sum(1), rows, codes.T, alpha=-2)
        return distances.view(*tokens.shape[:2], CATEGORIES, CODES).amin(3).mean(1).argmin(1)


class HvqTrans(Peer):
    RATE, BETAS, CLIP = 2e-3, (0.9, 0.999), 0.1

    def __init__(self):
        super().__init__()
        self.positions = GridPositions(SIDE, WIDTH)
        self.project = nn.Linear(sum(PATCHES), WIDTH)
        self.encoder = nn.ModuleList(Layer(WIDTH, 1) for _ in range(LAYERS))
        self.decoder = nn.ModuleList(Layer(2 * WIDTH, 2) for _ in range(LAYERS))
        self.norm = nn.LayerNorm(2 * WIDTH)
        self.head_weight = nn.Parameter(0.05 * torch.randn(CATEGORIES, 2 * WIDTH, sum(PATCHES)))
        self.head_bias = nn.Parameter(torch.zeros(CATEGORIES, 1, sum(PATCHES)))
        self.top = Codebooks(WIDTH)
        self.levels = nn.ModuleList(Codebooks(2 * WIDTH) for _ in range(LAYERS))
        self.steps = 0

    def optimiser(self, phase):
        return torch.optim.AdamW(self.trained(phase), self.RATE, self.BETAS, weight_decay=1e-4, fused=True)

    def categories(self, images):
        return torch.arange(images) % CATEGORIES

    def encode(self, tokens):
        positions, levels = self.positions(), [self.project(tokens)]
        for layer in self.encoder:
            levels.append(layer(levels[-1], positions))
        return levels

    def decode(self, levels, category):
        """The reconstruction, and the commitments of all codebooks."""
        top, commitment = self.top(levels[-1], category)
        memories, commitments = [], [commitment]
        for books, level in zip(self.levels, reversed(levels[:-1])):
            memory, commitment = books(torch.cat([level, top], 2), category)
            memories.append(memory)
            commitments.append(commitment)
        positions = self.positions().repeat(1, 2)
        x = memories[0]
        for layer, memory in zip(self.decoder, memories):
            x = layer(x, positions, memory)
        return torch.baddbmm(self.head_bias[category], self.norm(x), self.head_weight[category]), sum(commitments)

    def loss(self, _phase, batch):
        tokens = even_fold(batch.features, SIDE)
        rebuilt, commitment = self.decode(self.encode(tokens), self.categories(len(tokens)))
        return F.mse_loss(rebuilt, tokens) + COMMITMENT * commitment

    def after(self, _phase):
        self.steps += 1
        for books in (self.top, *self.levels):
            category = self.categories(len(books.places))
            books.move(category)
            if self.steps % RESEEDED == 0:
                books.reseed(category)

    def maps(self, features):
        tokens = even_fold(features, SIDE)
        levels = self.encode(tokens)
        told, nearest = self.categories(len(tokens)), self.top.nearest_category(levels[-1])
        rebuilt, _ = self.decode(levels, torch.where(told < 0, nearest, told))
        patches = (rebuilt - tokens).split(PATCHES, 2)
        return [unfold(p, SIDE, factor).square().mean(1).sqrt() for p, factor in zip(patches, FACTORS)]
