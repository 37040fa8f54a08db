"""INP-Former (arXiv 2503.02424): tokens of an image are rebuilt from prototypes that the image itself gives."""

import torch
import torch.nn.functional as F
from anomaly_map import scale_maps
from torch import nn

from .loose_loss import BLOCKS, GROUPS, HEADS, SIDE, WIDTH, GroupHeads, loose_loss, mlp, norm, rebuilt_maps
from .peer import Peer
from .stable_adamw import StableAdamW
from .tokens import even_fold, split_heads

PROTOTYPES, COHERENCE, POWER = 6, 0.2, 3


class CrossBlock(nn.Module):
    """Queries attend to other tokens; one norm serves both."""

    def __init__(self):
        super().__init__()
        self.norm1, self.q, self.kv = norm(), nn.Linear(WIDTH, WIDTH), nn.Linear(WIDTH, 2 * WIDTH)
        self.out, self.norm2, self.mlp = nn.Linear(WIDTH, WIDTH), norm(), mlp()

    def attention(self, queries, tokens):
        q = split_heads(self.q(self.norm1(queries)), HEADS)
        k, v = (split_heads(part, HEADS) for part in self.kv(self.norm1(tokens)).chunk(2, 2))
        return self.out(self.attend(q, k, v).transpose(1, 2).flatten(2))


class Extractor(CrossBlock):
    """Prototypes gather from the tokens."""

    def attend(self, q, k, v):
        return F.scaled_dot_product_attention(q, k, v)

    def forward(self, prototypes, tokens):
        p = prototypes + self.attention(prototypes, tokens)
        return p + self.mlp(self.norm2(p))


class GuidedBlock(CrossBlock):
    """Tokens are built from the prototypes that they resemble."""

    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(HEADS, 1, 1))

    def attend(self, q, k, v):
        return F.relu(F.normalize(q, dim=3) @ F.normalize(k, dim=3).transpose(2, 3) * self.scale) @ v

    def forward(self, tokens, prototypes):
        h = self.attention(tokens, prototypes)
        return h + self.mlp(self.norm2(h))


class InpFormer(Peer):
    RATE, CLIP = 1e-3, 0.1

    def __init__(self):
        super().__init__()
        self.prototypes = nn.Parameter(torch.randn(PROTOTYPES, WIDTH))
        self.embed, self.extractor, self.bottleneck = nn.Linear(sum(GROUPS), WIDTH), Extractor(), mlp()
        self.blocks, self.heads = nn.ModuleList(GuidedBlock() for _ in range(BLOCKS)), GroupHeads()

    def optimiser(self, phase):
        return StableAdamW(self.trained(phase), self.RATE)

    def forward(self, tokens):
        embedded = self.embed(tokens)
        prototypes = self.extractor(self.prototypes.expand(len(tokens), -1, -1), embedded)
        x, outputs = self.bottleneck(embedded), []
        for block in self.blocks:
            x = block(x, prototypes)
            outputs.append(x)
        return embedded, prototypes, self.heads(outputs)

    def loss(self, _phase, batch):
        tokens = even_fold(batch.features, SIDE)
        embedded, prototypes, groups = self(tokens)
        cosines = F.normalize(embedded.detach(), dim=2) @ F.normalize(prototypes, dim=2).transpose(1, 2)
        coherence = (1 - cosines).amin(2).mean()
        reconstruction = loose_loss(tokens, groups, lambda distance: (distance / distance.mean()) ** POWER)
        return reconstruction + COHERENCE * coherence

    def maps(self, features):
        return scale_maps(features, rebuilt_maps(self(even_fold(features, SIDE))[2]))
