"""PatchCore's greedy coreset (arXiv 2106.08265, Section 3.2), as the authors' approximate sampler takes it."""

import torch


class CoresetRun:
    parameters = 0

    def __init__(self, workload, _memory_format):
        self.points = torch.randn(workload["points"], workload["width"])
        self.entries, self.starts = workload["entries"], workload["starts"]

    @torch.inference_mode()
    def run(self):
        nearest = torch.cdist(self.points, self.points[: self.starts]).mean(1, keepdim=True)
        taken = []
        for _ in range(self.entries):
            farthest = int(nearest.argmax())
            taken.append(farthest)
            nearest = torch.minimum(nearest, torch.cdist(self.points, self.points[farthest : farthest + 1]))
        return taken
