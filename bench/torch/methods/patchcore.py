"""PatchCore (arXiv 2106.08265): distances to a memory bank; nothing is trained."""

import torch
import torch.nn.functional as F

from .peer import CHANNELS, SIDES, Peer

ENTRIES = 2000


class Patchcore(Peer):
    def __init__(self):
        super().__init__()
        self.register_buffer("bank", torch.randn(ENTRIES, sum(CHANNELS)))

    def maps(self, features):
        scales = [F.normalize(F.avg_pool2d(f, 3, 1, 1)) for f in features]
        joined = torch.cat([F.interpolate(s, size=SIDES[0], mode="bilinear", align_corners=False) for s in scales], 1)
        distances = torch.cdist(joined.permute(0, 2, 3, 1).flatten(0, 2), self.bank).amin(1)
        return [distances.reshape(-1, SIDES[0], SIDES[0])]
