"""Methods beside BoRAD by their names, each at its default settings."""

from .destseg import Destseg
from .diad import Diad
from .dinomaly import Dinomaly
from .hvqtrans import HvqTrans
from .inpformer import InpFormer
from .mambaad import Mambaad
from .omiad import Omiad
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
    "mambaad": Mambaad,
    "dinomaly": Dinomaly,
    "diad": Diad,
    "omiad": Omiad,
    "inpformer": InpFormer,
    "hvqtrans": HvqTrans,
}
