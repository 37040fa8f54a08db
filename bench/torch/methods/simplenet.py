"""SimpleNet (arXiv 2303.15140): adaptor and discriminator on single locations."""

import torch
import torch.nn.functional as F
from torch import nn

from .peer import CHANNELS, SIDES, Peer

HIDDEN, DEVIATION, THRESHOLD, ROWS = 128, 0.03, 0.5, 4096


class Simplenet(Peer):
    RATE, BETAS = 2e-3, (0.9, 0.999)
    ADAPTOR_RATE = RATE / 2

    def __init__(self):
        super().__init__()
        channels = sum(CHANNELS)
        self.adaptor = nn.Linear(channels, channels)
        hidden, out = nn.Linear(channels, HIDDEN), nn.Linear(HIDDEN, 1, bias=False)
        self.discriminator = nn.Sequential(hidden, nn.BatchNorm1d(HIDDEN), nn.LeakyReLU(0.2), out)
        self.register_buffer("lengths", torch.ones(len(CHANNELS)))

    def optimiser(self, _phase):
        groups = [
            {"params": list(self.adaptor.parameters()), "lr": self.ADAPTOR_RATE},
            {"params": list(self.discriminator.parameters())},
        ]
        return torch.optim.Adam(groups, self.RATE, self.BETAS, fused=True)

    def rows(self, features):
        scales = [F.avg_pool2d(f / length, 3, 1, 1) for f, length in zip(features, self.lengths)]
        joined = [F.interpolate(s, size=SIDES[0], mode="bilinear", align_corners=True) for s in scales]
        return torch.cat(joined, 1).permute(0, 2, 3, 1).flatten(0, 2)

    def loss(self, _phase, batch):
        rows = self.rows(batch.features)
        adapted = self.adaptor(rows[torch.randint(len(rows), (ROWS,))])
        disturbed = adapted + DEVIATION * torch.randn_like(adapted)
        own, fake = self.discriminator(torch.cat([adapted, disturbed])).chunk(2)
        return F.relu(THRESHOLD - own).mean() + F.relu(THRESHOLD + fake).mean()

    def maps(self, features):
        scores = self.discriminator(self.adaptor(self.rows(features)))
        return [-scores.reshape(-1, SIDES[0], SIDES[0])]
