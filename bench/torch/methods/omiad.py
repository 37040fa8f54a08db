"""OmiAD (ICML 2025): a masked diffusion, then distilled into a generator of one step."""

import torch
import torch.nn.functional as F
from torch import nn

from .diffusion import JOINED, SIZE, TIMES, Denoiser, Noise, joined_maps, scale_distances, time_features
from .peer import Peer

MASKED, START, ALPHA, FIRST, LAST, ADVERSARIAL = 0.6, 300, 1.2, 20, 979, 0.1


class Omiad(Peer):
    """The first phase trains the generator as a denoiser; the second the score `psi` and the generator, in turn."""

    RATE, BETAS = 1e-3, (0.9, 0.999)

    def __init__(self):
        super().__init__()
        self.token = nn.Parameter(0.02 * torch.randn(JOINED, 1, 1))
        self.generator, self.phi, self.psi, self.noise = Denoiser(), Denoiser(), Denoiser(), Noise()

    def generator_values(self):
        return [self.token, *self.generator.parameters()]

    def trained(self, phase):
        return [*self.generator_values(), *(self.psi.parameters() if phase else [])]

    def optimisers(self, phase):
        if phase == 0:
            values = self.generator_values()
            return [torch.optim.AdamW(values, self.RATE, self.BETAS, weight_decay=0.01, fused=True)]
        parts = list(self.psi.parameters()), self.generator_values()
        return [torch.optim.Adam(part, 1e-4, (0.0, 0.999), fused=True) for part in parts]

    def predicted(self, clean, times):
        """By the generator, from a map that is noised and partly hidden."""
        x = self.noise.added(clean, torch.randn_like(clean), times)
        rate = MASKED * (1 - times / (TIMES - 1))
        seen = torch.rand(len(clean), 1, SIZE, SIZE) >= rate[:, None, None, None]
        return self.generator(torch.where(seen, x, self.token), time_features(times))

    def losses(self, phase, batch):
        clean = joined_maps(batch.features)
        if phase == 0:
            yield F.mse_loss(self.predicted(clean, torch.randint(TIMES, (len(clean),))), clean)
            return
        yield self.score_loss(clean)
        yield self.generator_loss(clean)

    def trains(self, score):
        """Of the second phase, whether it is the score's turn or the generator's; the other is constant."""
        for p in self.psi.parameters():
            p.requires_grad_(score)
        for p in self.generator_values():
            p.requires_grad_(not score)

    def drawn(self, clean):
        starts = torch.full((len(clean),), START)
        return starts, torch.randint(FIRST, LAST + 1, (len(clean),)), torch.randn_like(clean)

    def score_loss(self, clean):
        self.trains(score=True)
        starts, times, noise = self.drawn(clean)
        features, generated = time_features(times), self.predicted(clean, starts)
        encoding = self.psi.encoder(self.noise.added(generated, noise, times), features)
        _, real, _ = self.psi.encoder(self.noise.added(clean, noise, times), features)
        _, made, _ = encoding
        adversarial = F.softplus(made.mean(1)).mean() + F.softplus(-real.mean(1)).mean()
        return F.mse_loss(self.psi.decoder(*encoding), generated) + ADVERSARIAL * adversarial

    def generator_loss(self, clean):
        self.trains(score=False)
        starts, times, noise = self.drawn(clean)
        features, generated = time_features(times), self.predicted(clean, starts)
        x = self.noise.added(generated, noise, times)
        encoding = self.psi.encoder(x, features)
        phi, psi, (_, made, _) = self.phi(x, features), self.psi.decoder(*encoding), encoding
        difference = phi - psi
        weight = 1 / (generated - phi).abs().mean((1, 2, 3), keepdim=True).detach()
        terms = (1 - ALPHA) * difference**2 + difference * (psi - generated)
        return (weight * terms).mean() + ADVERSARIAL * F.softplus(-made.mean(1)).mean() + F.mse_loss(generated, clean)

    def maps(self, features):
        clean = joined_maps(features)
        start = torch.tensor([START])
        rebuilt = self.generator(self.noise.added(clean, self.noise.start, start), time_features(start))
        return scale_distances(clean, rebuilt)
