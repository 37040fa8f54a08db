"""RD4AD (arXiv 2201.10703): reverse distillation without a projector."""

from anomaly_map import scale_maps
from network import Decoder, Fusion
from steps import reconstruction

from .peer import CHANNELS, WIDTHS, Peer


class Rd4ad(Peer):
    def __init__(self):
        super().__init__()
        self.fusion, self.decoder = Fusion(WIDTHS, CHANNELS), Decoder(WIDTHS, CHANNELS)

    def forward(self, features):
        return self.decoder(self.fusion(features))

    def loss(self, _phase, batch):
        return reconstruction(batch.features, self(batch.features))

    def maps(self, features):
        return scale_maps(features, self(features))
