"""Sizes of the methods' peers: trained values, and multiply-adds of one image in a forward pass, as JSON."""

import json
import sys

import torch
from method_runs import drawn_batch, drawn_features, trained_count
from methods import PEERS
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.utils.flop_counter import FlopCounterMode

# As many as in test/bench/torchPeers.test.ts.
IMAGES = 2


def products_of_distances(queries, entries, *_, out_shape=None, **__):
    return 2 * queries[-2] * entries[-2] * queries[-1]


# The counter has no rule for distances.
RULES = {op: products_of_distances for op in (torch.ops.aten._cdist_forward, torch.ops.aten._euclidean_dist)}


def multiply_adds(run):
    # The counter sees the products of an attention where they are products.
    with FlopCounterMode(display=False, custom_mapping=RULES) as counter, sdpa_kernel(SDPBackend.MATH):
        run()
    return counter.get_total_flops() / 2 / IMAGES


def counts(name, phases):
    torch.manual_seed(1)
    peer, batch = PEERS[name](), drawn_batch(IMAGES)
    trained = trained_count(peer, phases)
    training = 0
    if phases:
        peer.train().begin(phases - 1)
        training = multiply_adds(lambda: list(peer.losses(phases - 1, batch)))
    peer.eval().requires_grad_(False)
    inference = multiply_adds(lambda: peer.maps(drawn_features(IMAGES)))
    return {"trained": trained, "training": training, "inference": inference}


if __name__ == "__main__":
    print(json.dumps({name: counts(name, phases) for name, phases in json.loads(sys.argv[1]).items()}))
