"""The network of BoRAD (arXiv 2606.14129) in PyTorch, NCHW: the peer of `lib/borad/model` in measurements of speed."""

import torch
import torch.nn.functional as F
from torch import nn

SLOPE = 0.01


class Bottleneck(nn.Module):
    """1x1, then 3x3 (stride 2 for 'down') or 2x2 transposed (stride 2, 'up'), then 1x1; batch norms, residual, ReLU."""

    def __init__(self, channels, width, out, mode="plain"):
        super().__init__()
        up, stride = mode == "up", 2 if mode == "down" else 1
        self.reduce = nn.Sequential(nn.Conv2d(channels, width, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU(True))
        middle = (
            nn.ConvTranspose2d(width, width, 2, 2, bias=False)
            if up
            else nn.Conv2d(width, width, 3, stride, 1, bias=False)
        )
        self.middle = nn.Sequential(middle, nn.BatchNorm2d(width), nn.ReLU(True))
        self.expand = nn.Sequential(nn.Conv2d(width, out, 1, bias=False), nn.BatchNorm2d(out))
        self.shortcut = None
        if up:
            self.shortcut = nn.Sequential(nn.ConvTranspose2d(channels, out, 2, 2, bias=False), nn.BatchNorm2d(out))
        elif stride == 2 or channels != out:
            self.shortcut = nn.Sequential(nn.Conv2d(channels, out, 1, stride, bias=False), nn.BatchNorm2d(out))

    def forward(self, x):
        y = self.expand(self.middle(self.reduce(x)))
        return F.relu(y + (x if self.shortcut is None else self.shortcut(x)))


class Projector(nn.Module):
    """Four 3x3 convolutions a scale with instance norm and leaky ReLU, through a quarter of the width."""

    def __init__(self, widths):
        super().__init__()

        def scale(c):
            layers = []
            for a, b in zip([c, c // 2, c // 4, c // 2], [c // 2, c // 4, c // 2, c]):
                layers += [nn.Conv2d(a, b, 3, padding=1), nn.InstanceNorm2d(b), nn.LeakyReLU(SLOPE)]
            return nn.Sequential(*layers)

        self.scales = nn.ModuleList(scale(c) for c in widths)

    def forward(self, features):
        return [scale(f) for scale, f in zip(self.scales, features)]


class Fusion(nn.Module):
    """MFF-OCE: all maps at the coarsest size, joined, three bottlenecks; `channels`: the maps', if not the widths."""

    def __init__(self, widths, channels=None):
        super().__init__()
        c1, c2, c3 = channels or widths
        _, w2, w3 = widths

        def down(a, b):
            return nn.Sequential(nn.Conv2d(a, b, 3, 2, 1, bias=False), nn.BatchNorm2d(b), nn.ReLU(True))

        self.fine = nn.Sequential(down(c1, w2), down(w2, w3))
        self.middle = down(c2, w3)
        self.blocks = nn.Sequential(
            Bottleneck(2 * w3 + c3, w3 // 2, 2 * w3, "down"),
            Bottleneck(2 * w3, w3 // 2, 2 * w3),
            Bottleneck(2 * w3, w3 // 2, 2 * w3),
        )

    def forward(self, maps):
        return self.blocks(torch.cat([self.fine(maps[0]), self.middle(maps[1]), maps[2]], 1))


class Decoder(nn.Module):
    """Three layers of 3, 4 and 6 bottlenecks, each doubling the map; heads where the teacher's channels differ."""

    def __init__(self, widths, channels):
        super().__init__()
        self.layers = nn.ModuleList()
        previous = 2 * widths[2]
        for width, count in zip(reversed(widths), (3, 4, 6)):
            blocks = [Bottleneck(previous, width // 2, width, "up")]
            blocks += [Bottleneck(width, width // 2, width) for _ in range(count - 1)]
            self.layers.append(nn.Sequential(*blocks))
            previous = width
        heads = list(widths) != list(channels)
        self.heads = nn.ModuleList(nn.Conv2d(w, c, 1) for w, c in zip(widths, channels)) if heads else None

    def forward(self, x):
        maps = []
        for layer in self.layers:
            x = layer(x)
            maps.insert(0, x)
        return maps if self.heads is None else [head(m) for head, m in zip(self.heads, maps)]


class Prototypes(nn.Module):
    """Bank, merge, spatial and global predictor."""

    def __init__(self, locations, count, channels):
        super().__init__()
        self.bank = nn.Parameter(F.normalize(torch.randn(locations, count, channels), dim=-1))
        self.merge = nn.Conv2d(2 * channels, channels, 1)
        self.spatial = nn.ModuleList(nn.Conv2d(channels, channels, 1) for _ in range(2))
        self.general = nn.ModuleList(nn.Linear(channels, channels) for _ in range(2))

    def merged(self, fused):
        b, c, h, w = fused.shape
        x = fused.flatten(2).transpose(1, 2)
        similarity = torch.einsum("blc,lnc->bln", F.normalize(x, dim=-1), F.normalize(self.bank, dim=-1))
        routed = torch.einsum("bln,lnc->blc", similarity, self.bank).transpose(1, 2).reshape(b, c, h, w)
        return F.leaky_relu(F.instance_norm(self.merge(torch.cat([fused, routed], 1))), SLOPE)

    def predict_spatial(self, z):
        for layer in self.spatial:
            z = F.leaky_relu(F.instance_norm(layer(z)), SLOPE)
        return z

    def predict_global(self, r):
        for layer in self.general:
            r = F.leaky_relu(F.layer_norm(layer(r), r.shape[-1:]), SLOPE)
        return r

    def anchors(self):
        return F.normalize(self.bank.mean(0), dim=-1)
