"""Methods beside BoRAD by their names, each at its default settings."""

from .destseg import Destseg
from .patchcore import Patchcore
from .rd4ad import Rd4ad
from .simplenet import Simplenet
from .uniad import Uniad
from .vitad import Vitad

PEERS = {
    "rd4ad": Rd4ad,
    "patchcore": Patchcore,
    "uniad": Uniad,
    "simplenet": Simplenet,
    "destseg": Destseg,
    "vitad": Vitad,
}
