"""DeSTSeg (arXiv 2211.11317): a denoising student, then a segmentation of where it differs from the teacher."""

import torch
import torch.nn.functional as F
from torch import nn

from .peer import CHANNELS, SIDES, WIDTHS, Peer

DEEPEST, SEGMENTATION, RATES = 128, 32, (2, 4, 8)


class BasicBlock(nn.Module):
    def __init__(self, channels, out, stride=1):
        super().__init__()

        def normed(a, size, step):
            return nn.Sequential(nn.Conv2d(a, out, size, step, size // 2, bias=False), nn.BatchNorm2d(out))

        self.layers = nn.Sequential(normed(channels, 3, stride), nn.ReLU(True), normed(out, 3, 1))
        self.shortcut = normed(channels, 1, stride) if stride > 1 or channels != out else None

    def forward(self, x):
        return F.relu(self.layers(x) + (x if self.shortcut is None else self.shortcut(x)))


class Student(nn.Module):
    def __init__(self):
        super().__init__()
        down, up = (CHANNELS[0], *WIDTHS, DEEPEST), (DEEPEST, *reversed(WIDTHS))
        encoder = [BasicBlock(a, b, 2 if i else 1) for i, (a, b) in enumerate(zip(down, down[1:]))]
        self.encoder = nn.Sequential(*encoder, BasicBlock(DEEPEST, DEEPEST))
        self.decoder = nn.ModuleList(BasicBlock(a, b) for a, b in zip(up, up[1:]))
        self.heads = nn.ModuleList(nn.Conv2d(w, c, 1) for w, c in zip(WIDTHS, CHANNELS))

    def forward(self, features):
        x, maps = self.encoder(features[0]), []
        for block, head, side in zip(self.decoder, reversed(self.heads), reversed(SIDES)):
            x = block(F.interpolate(x, size=side, mode="bilinear", align_corners=True))
            maps.insert(0, head(x))
        return maps


def convolution(channels, size=3, rate=1):
    padding = rate * (size // 2)
    layer = nn.Conv2d(channels, SEGMENTATION, size, 1, padding, dilation=rate, bias=False)
    return nn.Sequential(layer, nn.BatchNorm2d(SEGMENTATION), nn.ReLU(True))


class Segmentation(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.Sequential(BasicBlock(sum(CHANNELS), SEGMENTATION), BasicBlock(SEGMENTATION, SEGMENTATION))
        self.pool = convolution(SEGMENTATION, 1)
        self.pyramid = nn.ModuleList(convolution(SEGMENTATION, rate=rate) for rate in RATES)
        self.last = nn.Sequential(convolution((1 + len(RATES)) * SEGMENTATION), convolution(SEGMENTATION))
        self.out = nn.Conv2d(SEGMENTATION, 1, 1)

    def forward(self, products):
        x = self.blocks(products)
        overall = self.pool(x.mean((2, 3), keepdim=True)).expand_as(x)
        return self.out(self.last(torch.cat([overall, *(branch(x) for branch in self.pyramid)], 1)))[:, 0]


def products(teacher, student):
    """Minus the product of both at unit length, all scales at the finest size."""
    scales = [-F.normalize(t) * F.normalize(s) for t, s in zip(teacher, student)]
    return torch.cat([F.interpolate(s, size=SIDES[0], mode="bilinear", align_corners=True) for s in scales], 1)


class Destseg(Peer):
    """The first phase trains the student, the second the segmentation."""

    def __init__(self):
        super().__init__()
        self.student, self.segmentation = Student(), Segmentation()

    def trained(self, phase):
        return list((self.segmentation if phase else self.student).parameters())

    def optimiser(self, phase):
        rate, betas = (2e-3, (0.9, 0.999)) if phase else (self.RATE, self.BETAS)
        return torch.optim.Adam(self.trained(phase), rate, betas, fused=True)

    def loss(self, phase, batch):
        if phase == 0:
            student = self.student(batch.copies)
            return sum((1 - F.cosine_similarity(t, s)).mean() for t, s in zip(batch.features, student))
        with torch.no_grad():
            found = products(batch.copies, self.student.eval()(batch.copies))
        logits, labels = self.segmentation(found), batch.labels
        probability = logits.sigmoid()
        entropy = F.binary_cross_entropy_with_logits(logits, labels, reduction="none")
        wrong = probability + labels - 2 * probability * labels
        return (entropy * wrong**4).mean() + (probability - labels).abs().mean()

    def maps(self, features):
        return [self.segmentation(products(features, self.student(features))).sigmoid()]
