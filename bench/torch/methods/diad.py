"""DiAD (arXiv 2312.06607): a denoiser of the joined maps, then a second encoder that steers it."""

import torch
import torch.nn.functional as F
from torch import nn

from .diffusion import JOINED, TIMES, WIDE, WIDTH, Denoiser, Encoder, Noise, joined_maps, scale_distances, time_features
from .peer import Peer

STEPS = 10


class Guide(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = Encoder()
        hint = [nn.Conv2d(JOINED, WIDTH, 3, padding=1), nn.SiLU(), nn.Conv2d(WIDTH, WIDTH, 3, padding=1)]
        self.hint = nn.Sequential(*hint)
        self.zeros = nn.ModuleList(nn.Conv2d(c, c, 1) for c in (WIDTH, WIDTH, WIDTH, WIDE, WIDE))
        self.fuse = nn.ModuleList(nn.Conv2d(WIDTH, WIDE, 3, 2, 1, bias=False) for _ in range(2))

    def forward(self, x, features, hint):
        """What is added to the two deepest skips and the middle."""
        skips, middle, _ = self.encoder(x, features, hint)
        o0, o1, o2, o3, mid = (zero(y) for zero, y in zip(self.zeros, [*skips, middle]))
        fused = sum(F.silu(F.instance_norm(fuse(fine))) for fuse, fine in zip(self.fuse, (o0, o1)))
        return o2, F.silu(o3 + fused), mid


class Diad(Peer):
    """The first phase trains the denoiser, the second the guide and the denoiser's decoder."""

    RATE, BETAS = 1e-3, (0.9, 0.999)

    def __init__(self):
        super().__init__()
        self.denoiser, self.guide, self.noise = Denoiser(), Guide(), Noise()

    def trained(self, phase):
        parts = (self.guide, self.denoiser.decoder) if phase else (self.denoiser,)
        return [p for part in parts for p in part.parameters()]

    def optimiser(self, phase):
        return torch.optim.AdamW(self.trained(phase), self.RATE, self.BETAS, weight_decay=0.01, fused=True)

    def guided(self, x, features, hint):
        (s0, s1, s2, s3), middle, time = self.denoiser.encoder(x, features)
        o2, o3, mid = self.guide(x, features, hint)
        return self.denoiser.decoder([s0, s1, s2 + o2, s3 + o3], middle + mid, time)

    def loss(self, phase, batch):
        clean = joined_maps(batch.features)
        times = torch.randint(TIMES, (len(clean),))
        x, features = self.noise.added(clean, torch.randn_like(clean), times), time_features(times)
        predicted = self.guided(x, features, self.guide.hint(clean)) if phase else self.denoiser(x, features)
        return F.mse_loss(predicted, clean)

    def maps(self, features):
        clean = joined_maps(features)
        hint = self.guide.hint(clean)
        times = 1 + torch.arange(STEPS - 1, -1, -1) * (TIMES // STEPS)
        x = self.noise.added(clean, self.noise.start, [TIMES - 1])
        for time, following in zip(times.split(1), [*times[1:].split(1), None]):
            rebuilt = self.guided(x, time_features(time), hint)
            if following is not None:
                x = self.noise.added(rebuilt, self.noise.implied(x, rebuilt, time), following)
        return scale_distances(clean, rebuilt)
