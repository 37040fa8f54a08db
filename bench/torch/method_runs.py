"""A training step, or map and score, of a method beside BoRAD on features drawn at random."""

import torch
from anomaly_map import blur_kernel, map_and_score
from methods import PEERS
from methods.peer import CHANNELS, SIDES, Batch


def drawn_features(images, memory_format=torch.contiguous_format):
    shapes = [(images, c, side, side) for c, side in zip(CHANNELS, SIDES)]
    return [torch.randn(shape).contiguous(memory_format=memory_format) for shape in shapes]


def drawn_batch(images, memory_format=torch.contiguous_format):
    features, copies = (drawn_features(images, memory_format) for _ in range(2))
    return Batch(features, copies, (torch.rand(images, SIDES[0], SIDES[0]) < 0.1).float())


def trained_count(peer, phases):
    """Values that any phase trains."""
    return sum(p.numel() for p in {p for phase in range(phases) for p in peer.trained(phase)})


class MethodStepRun:
    """A step of one phase."""

    def __init__(self, workload, memory_format):
        self.peer = PEERS[workload["method"]]().train().to(memory_format=memory_format)
        self.phase = workload["phase"]
        self.batch = drawn_batch(workload["images"], memory_format)
        self.peer.begin(self.phase)
        self.optimisers = self.peer.optimisers(self.phase)
        self.parameters = trained_count(self.peer, workload["phases"])

    def run(self):
        return self.peer.step(self.phase, self.batch, self.optimisers)


class MethodScoringRun:
    """From features to map and score."""

    def __init__(self, workload, memory_format):
        self.peer = PEERS[workload["method"]]().eval().to(memory_format=memory_format)
        self.features, self.kernel = drawn_features(workload["images"], memory_format), blur_kernel()
        self.parameters = sum(p.numel() for p in self.peer.parameters())

    @torch.inference_mode()
    def run(self):
        return map_and_score(self.peer.maps(self.features), self.kernel)
