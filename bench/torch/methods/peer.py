"""What the peer of a method says: what each phase of its training minimises and trains, and its anomaly maps."""

from dataclasses import dataclass

import torch
from torch import nn

# The teacher's maps at the default image size, finest first.
CHANNELS, SIDES = (24, 32, 96), (32, 16, 8)
WIDTHS = (32, 64, 128)


@dataclass
class Batch:
    """Maps [B, C, H, W] of images and of their copies, finest first, and the labels of the copies, [B, H, W]."""

    features: list
    copies: list
    labels: torch.Tensor


class Peer(nn.Module):
    """A method at its default settings, trained by Adam."""

    RATE, BETAS = 5e-3, (0.5, 0.999)
    CLIP = 0.0

    def trained(self, _phase):
        return list(self.parameters())

    def begin(self, phase):
        """Nothing but what the phase trains gets a gradient."""
        trained = {id(p) for p in self.trained(phase)}
        for p in self.parameters():
            p.requires_grad_(id(p) in trained)

    def optimiser(self, phase):
        return torch.optim.Adam(self.trained(phase), self.RATE, self.BETAS, fused=True)

    def optimisers(self, phase):
        """One for each of the losses of a step."""
        return [self.optimiser(phase)]

    def losses(self, phase, batch):
        """The losses of a step, each asked for when the one before has been followed."""
        yield self.loss(phase, batch)

    def loss(self, phase, batch):
        raise NotImplementedError

    def after(self, phase):
        """What else a step changes."""

    def maps(self, features):
        """The anomaly maps [B, h, w], with running statistics."""
        raise NotImplementedError

    def step(self, phase, batch, optimisers):
        for loss, optimiser in zip(self.losses(phase, batch), optimisers):
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            if self.CLIP:
                nn.utils.clip_grad_norm_([p for group in optimiser.param_groups for p in group["params"]], self.CLIP)
            optimiser.step()
        self.after(phase)
        return loss.item()
