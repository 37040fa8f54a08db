"""The denoiser of DiAD and OmiAD, and the noise that it takes away: a U-Net with one halving on the joined maps."""

import torch
import torch.nn.functional as F
from torch import nn

from .peer import CHANNELS, SIDES

SIZE, WIDTH, HEADS, GROUPS = SIDES[1], 64, 4, 8
JOINED, WIDE = sum(CHANNELS), 2 * WIDTH
TIMES = 1000
BETAS = (0.00085, 0.012)


def joined_maps(features):
    """All maps at the middle one's size, each scale's vectors at the length at which a value has a mean square of 1."""
    fine, middle, coarse = features
    coarse = F.interpolate(coarse, size=SIZE, mode="bilinear", align_corners=False)
    scales = [F.normalize(m) for m in (F.avg_pool2d(fine, fine.shape[-1] // SIZE), middle, coarse)]
    return torch.cat(scales, 1) * (JOINED / len(scales)) ** 0.5


def scale_distances(given, rebuilt):
    return [1 - F.cosine_similarity(a, b) for a, b in zip(given.split(CHANNELS, 1), rebuilt.split(CHANNELS, 1))]


class Noise(nn.Module):
    """Shares of signal and noise at each time, and the noise from which reconstructions start."""

    def __init__(self):
        super().__init__()
        first, last = (beta**0.5 for beta in BETAS)
        left = (1 - torch.linspace(first, last, TIMES, dtype=torch.float64) ** 2).cumprod(0)
        self.register_buffer("signal", left.sqrt().float()[:, None, None, None])
        self.register_buffer("noise", (1 - left).sqrt().float()[:, None, None, None])
        self.register_buffer("start", torch.randn(1, JOINED, SIZE, SIZE))

    def added(self, clean, noise, times):
        return clean * self.signal[times] + noise * self.noise[times]

    def implied(self, x, clean, times):
        return (x - clean * self.signal[times]) / self.noise[times]


def time_features(times):
    half = WIDTH // 2
    angles = times[:, None] * 10000 ** (-torch.arange(half) / half)
    return torch.cat([angles.cos(), angles.sin()], 1)


class Block(nn.Module):
    def __init__(self, channels, out):
        super().__init__()
        self.norm1, self.conv1 = nn.GroupNorm(GROUPS, channels), nn.Conv2d(channels, out, 3, padding=1)
        self.time = nn.Linear(WIDE, out)
        self.norm2, self.conv2 = nn.GroupNorm(GROUPS, out), nn.Conv2d(out, out, 3, padding=1)
        self.short = nn.Conv2d(channels, out, 1) if channels != out else nn.Identity()

    def forward(self, x, time):
        y = self.conv1(F.silu(self.norm1(x))) + self.time(F.silu(time))[:, :, None, None]
        return self.conv2(F.silu(self.norm2(y))) + self.short(x)


class MapAttention(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm, self.qkv, self.out = nn.GroupNorm(GROUPS, WIDE), nn.Linear(WIDE, 3 * WIDE), nn.Linear(WIDE, WIDE)

    def forward(self, x):
        tokens = self.norm(x).flatten(2).transpose(1, 2)
        q, k, v = self.qkv(tokens).unflatten(2, (3, HEADS, -1)).permute(2, 0, 3, 1, 4)
        attended = self.out(F.scaled_dot_product_attention(q, k, v).transpose(1, 2).flatten(2))
        return x + attended.transpose(1, 2).reshape(x.shape)


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.time = nn.Sequential(nn.Linear(WIDTH, WIDE), nn.SiLU(), nn.Linear(WIDE, WIDE))
        self.stem, self.block1 = nn.Conv2d(JOINED, WIDTH, 3, padding=1), Block(WIDTH, WIDTH)
        self.down = nn.Conv2d(WIDTH, WIDTH, 3, 2, 1)
        self.block2, self.attention2 = Block(WIDTH, WIDE), MapAttention()
        self.middle1, self.middle_attention, self.middle2 = Block(WIDE, WIDE), MapAttention(), Block(WIDE, WIDE)

    def forward(self, x, features, hint=0):
        """Four skips, the middle, and the time."""
        time = self.time(features)
        s0 = self.stem(x) + hint
        s1 = self.block1(s0, time)
        s2 = self.down(s1)
        s3 = self.attention2(self.block2(s2, time))
        middle = self.middle2(self.middle_attention(self.middle1(s3, time)), time)
        return [s0, s1, s2, s3], middle, time


class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.block3, self.attention3, self.block2 = Block(2 * WIDE, WIDE), MapAttention(), Block(WIDTH + WIDE, WIDE)
        self.up = nn.Conv2d(WIDE, WIDTH, 3, padding=1)
        self.block1, self.block0 = Block(WIDE, WIDTH), Block(WIDE, WIDTH)
        self.norm, self.out = nn.GroupNorm(GROUPS, WIDTH), nn.Conv2d(WIDTH, JOINED, 3, padding=1)

    def forward(self, skips, middle, time):
        s0, s1, s2, s3 = skips
        y = self.attention3(self.block3(torch.cat([middle, s3], 1), time))
        y = self.block2(torch.cat([y, s2], 1), time)
        y = self.up(F.interpolate(y, scale_factor=2, mode="nearest"))
        y = self.block1(torch.cat([y, s1], 1), time)
        y = self.block0(torch.cat([y, s0], 1), time)
        return self.out(F.silu(self.norm(y)))


class Denoiser(nn.Module):
    """The clean map that is predicted from a noised one."""

    def __init__(self):
        super().__init__()
        self.encoder, self.decoder = Encoder(), Decoder()

    def forward(self, x, features):
        return self.decoder(*self.encoder(x, features))
