"""PatchCore's greedy coreset (arXiv 2106.08265, Section 3.2), distances begun from some points as in the authors' approximate sampler."""

import torch


class CoresetRun:
    parameters = 0

    def __init__(self, workload, _memory_format):
        self.points = torch.randn(workload["points"], workload["width"])
        self.entries, self.starts = workload["entries"], workload["starts"]

    @torch.inference_mode()
    def run(self):
        points = self.points
        squares = (points * points).sum(1)
        nearest = torch.cdist(points, points[: self.starts]).mean(1).square()
        taken = []
        for _ in range(self.entries):
            farthest = int(nearest.argmax())
            taken.append(farthest)
            # |a - b|^2 = |a|^2 + |b|^2 - 2 ab.
            distances = torch.mv(points, points[farthest]).mul_(-2).add_(squares).add_(squares[farthest])
            nearest = torch.minimum(nearest, distances)
        return taken
