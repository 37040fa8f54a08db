"""Training steps in PyTorch: of the whole method, and of plain reverse distillation."""

import copy

import torch
import torch.nn.functional as F
from network import Decoder, Fusion, Projector, Prototypes
from torch import nn


def reconstruction(teacher, student):
    return sum((1 - F.cosine_similarity(t.flatten(1), s.flatten(1))).mean() for t, s in zip(teacher, student))


class Distillation(nn.Module):
    def __init__(self, widths):
        super().__init__()
        self.fusion, self.decoder = Fusion(widths), Decoder(widths, widths)

    def groups(self):
        return [list(self.parameters())]

    def forward(self, features, _masks):
        return reconstruction(features, self.decoder(self.fusion(features)))

    def after(self):
        pass


class Borad(nn.Module):
    def __init__(self, widths, side, prototypes=7, momentum=0.99):
        super().__init__()
        self.projector, self.fusion = Projector(widths), Fusion(widths)
        self.decoder = Decoder(widths, widths)
        self.heads = Prototypes(side * side, prototypes, 2 * widths[2])
        self.target = copy.deepcopy(self.projector).requires_grad_(False)
        self.momentum = momentum

    def groups(self):
        student = [*self.fusion.parameters(), *self.decoder.parameters()]
        return [list(self.projector.parameters()), student, list(self.heads.parameters())]

    def forward(self, features, masks):
        online, target = ([f * m for f, m in zip(features, view)] for view in masks)
        fused = self.fusion(self.projector(online))
        loss = reconstruction(features, self.decoder(fused))
        with torch.no_grad():
            other = self.fusion(self.target(target))
            z = self.heads.merged(other)
            residual = other.mean((2, 3))[:, None] - self.heads.anchors()[None]
        spatial = 1 - F.cosine_similarity(self.heads.predict_spatial(self.heads.merged(fused)), z, dim=1)
        predicted = self.heads.predict_global(fused.mean((2, 3))[:, None] - self.heads.anchors()[None])
        return loss + spatial.mean() + (1 - F.cosine_similarity(predicted, residual, dim=2)).mean()

    @torch.no_grad()
    def after(self):
        averages, values = list(self.target.parameters()), list(self.projector.parameters())
        torch._foreach_mul_(averages, self.momentum)
        torch._foreach_add_(averages, values, alpha=1 - self.momentum)


class StepRun:
    """A step ready to run, in one memory format."""

    def __init__(self, workload, memory_format):
        widths, maps, images = workload["widths"], workload["maps"], workload["images"]
        model = Borad(widths, maps[2] // 2, workload.get("prototypes", 7)) if workload["kind"] == "borad" else Distillation(widths)
        self.model = model.train().to(memory_format=memory_format)
        self.features = [
            torch.relu(torch.randn(images, c, s, s)).contiguous(memory_format=memory_format)
            for c, s in zip(widths, maps)
        ]
        self.masks = [[(torch.rand(images, 1, s, s) < 0.5).float() for s in maps] for _ in range(2)]
        self.optimisers = [
            torch.optim.Adam(group, 5e-3, (0.5, 0.999), fused=True) for group in self.model.groups()
        ]
        self.parameters = sum(p.numel() for p in model.parameters() if p.requires_grad)

    def run(self):
        for optimiser in self.optimisers:
            optimiser.zero_grad(set_to_none=True)
        loss = self.model(self.features, self.masks)
        loss.backward()
        for optimiser in self.optimisers:
            optimiser.step()
        self.model.after()
        return loss.item()
