"""MambaAD (arXiv 2404.06564): a half feature pyramid, and a decoder of state-space modules along Hilbert's curve."""

import torch
import torch.nn.functional as F
from anomaly_map import scale_maps
from network import Bottleneck
from torch import nn

from .peer import CHANNELS, SIDES, WIDTHS, Peer
from .selective_scan import selective_scan

PATHS, STATE, EXPANSION, WEIGHT = 4, 4, 0.5, 5
# Levels of the decoder, the coarsest first: width, side, and whether it has a state-space block.
LEVELS = [(2 * WIDTHS[2], SIDES[2] // 2, True), *((w, s, w > WIDTHS[0]) for w, s in zip(WIDTHS[::-1], SIDES[::-1]))]


def hilbert(side):
    """Rows and columns of Hilbert's curve."""
    if side == 1:
        return [(0, 0)]
    half = side // 2
    quarter = hilbert(half)
    return [
        *((c, r) for r, c in quarter),
        *((r + half, c) for r, c in quarter),
        *((r + half, c + half) for r, c in quarter),
        *((half - 1 - c, side - 1 - r) for r, c in quarter),
    ]


def path_orders(side):
    """The place that each path visits at each time: the curve, transposed, and both backwards."""
    curve = hilbert(side)
    forwards = torch.tensor([[r * side + c for r, c in curve], [c * side + r for r, c in curve]])
    return torch.cat([forwards, forwards.flip(1)])


class StateSpace(nn.Module):
    def __init__(self, channels, side):
        super().__init__()
        self.inner, self.rank = int(EXPANSION * channels), -(-channels // 16)
        self.project = nn.Linear(channels, 2 * self.inner, bias=False)
        self.conv = nn.Conv2d(self.inner, self.inner, 3, padding=1, groups=self.inner)
        self.norm, self.out = nn.LayerNorm(self.inner), nn.Linear(self.inner, channels, bias=False)
        self.selection = nn.Parameter(0.02 * torch.randn(PATHS, self.rank + 2 * STATE, self.inner))
        self.step_weight = nn.Parameter((2 * torch.rand(PATHS, self.inner, self.rank) - 1) / self.rank**0.5)
        self.step_bias = nn.Parameter(torch.empty(PATHS, 1, self.inner).uniform_(-6.9, -2.3))
        self.a_log = nn.Parameter(torch.arange(1.0, STATE + 1).log().repeat(PATHS * self.inner, 1))
        self.skip = nn.Parameter(torch.ones(PATHS * self.inner))
        orders = path_orders(side)
        self.register_buffer("there", orders.flatten())
        self.register_buffer("back", (orders.argsort(1) + side**2 * torch.arange(PATHS)[:, None]).flatten())

    def forward(self, x):
        """[B, H, W, C]."""
        inner, gate = self.project(x).chunk(2, 3)
        tokens = F.silu(self.conv(inner.permute(0, 3, 1, 2))).flatten(2).permute(2, 0, 1)
        length, batch, _ = tokens.shape
        sequences = tokens.index_select(0, self.there).unflatten(0, (PATHS, length))
        projected = sequences.flatten(1, 2) @ self.selection.transpose(1, 2)
        steps, b, c = projected.split([self.rank, STATE, STATE], 2)
        delta = F.softplus(torch.baddbmm(self.step_bias, steps, self.step_weight.transpose(1, 2)))
        delta, b, c = (y.unflatten(1, (length, batch)) for y in (delta, b, c))
        a = -self.a_log.exp().view(PATHS, self.inner, STATE).transpose(1, 2)
        scanned = selective_scan(sequences, delta, a, b, c, self.skip.view(PATHS, self.inner))
        placed = scanned.flatten(0, 1).index_select(0, self.back).unflatten(0, (PATHS, length)).sum(0)
        return self.out(self.norm(placed.transpose(0, 1)).view_as(gate) * F.silu(gate))


class LocalBranch(nn.Module):
    """1x1, depthwise, 1x1, each with an instance norm and SiLU."""

    def __init__(self, channels, size):
        super().__init__()
        before, after = (nn.Conv2d(channels, channels, 1) for _ in range(2))
        depth = nn.Conv2d(channels, channels, size, padding=size // 2, groups=channels, bias=False)
        self.layers = nn.ModuleList([before, depth, after])

    def forward(self, x):
        for layer in self.layers:
            x = F.silu(F.instance_norm(layer(x)))
        return x


class LocalityModule(nn.Module):
    def __init__(self, channels, side, scans):
        super().__init__()
        self.norm = nn.LayerNorm(channels) if scans else None
        self.scan = StateSpace(channels, side) if scans else None
        self.local = nn.ModuleList(LocalBranch(channels, size) for size in (5, 7))
        self.join = nn.Conv2d(3 * channels, channels, 1)

    def forward(self, x):
        y = x
        if self.scan is not None:
            y = y + self.scan(self.norm(y.permute(0, 2, 3, 1))).permute(0, 3, 1, 2)
        return self.join(torch.cat([y, *(branch(x) for branch in self.local)], 1)) + x


class Expansion(nn.Module):
    """A dense layer whose quarters become 2x2 places, and a layer norm."""

    def __init__(self, channels, out):
        super().__init__()
        self.dense, self.norm = nn.Linear(channels, 4 * out, bias=False), nn.LayerNorm(out)

    def forward(self, x):
        wide = F.pixel_shuffle(self.dense(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2), 2)
        return self.norm(wide.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


def lateral(channels, out):
    return nn.Sequential(nn.Conv2d(channels, out, 1), nn.BatchNorm2d(out), nn.ReLU(True))


def down(channels, out):
    return nn.Sequential(nn.Conv2d(channels, out, 3, 2, 1, bias=False), nn.BatchNorm2d(out), nn.ReLU(True))


class Mambaad(Peer):
    RATE, BETAS = 5e-3, (0.9, 0.999)

    def __init__(self):
        super().__init__()
        (c1, c2, c3), (_, w2, w3) = CHANNELS, WIDTHS
        self.down1, self.side2, self.down2, self.side3 = down(c1, w2), lateral(c2, w2), down(w2, w3), lateral(c3, w3)
        blocks = [Bottleneck(w3, w3 // 2, 2 * w3, "down"), *(Bottleneck(2 * w3, w3 // 2, 2 * w3) for _ in range(2))]
        self.join = nn.Sequential(lateral(w3, w3), *blocks)
        self.expansions = nn.ModuleList(Expansion(a, b) for (a, _, _), (b, _, _) in zip(LEVELS, LEVELS[1:]))
        self.modules_of_levels = nn.ModuleList(LocalityModule(*level) for level in LEVELS)
        self.heads = nn.ModuleList(nn.Conv2d(w, c, 1) for w, c in zip(WIDTHS, CHANNELS))

    def optimiser(self, phase):
        return torch.optim.AdamW(self.trained(phase), self.RATE, self.BETAS, weight_decay=1e-4, fused=True)

    def even_vectors(self, features):
        return [F.normalize(f) * f.shape[1] ** 0.5 for f in features]

    def forward(self, features):
        f1, f2, f3 = features
        x = self.join(self.down2(self.down1(f1) + self.side2(f2)) + self.side3(f3))
        maps = []
        for i, module in enumerate(self.modules_of_levels):
            x = module(self.expansions[i - 1](x) if i else x)
            maps.insert(0, x)
        return [head(m) for head, m in zip(self.heads, maps)]

    def loss(self, _phase, batch):
        features = self.even_vectors(batch.features)
        return WEIGHT * sum(F.mse_loss(m, f) for m, f in zip(self(features), features))

    def maps(self, features):
        features = self.even_vectors(features)
        return scale_maps(features, self(features))
