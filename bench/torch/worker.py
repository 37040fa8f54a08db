"""PyTorch's side: readies workloads and times runs, as bench/peer.mjs asks, in the better of two memory formats."""

import json
import os
import sys
import time

import torch
from scoring import ScoringRun
from steps import StepRun

FORMATS = {"contiguous": torch.contiguous_format, "channels_last": torch.channels_last}


def milliseconds(run, times):
    result = []
    for _ in range(times):
        started = time.perf_counter()
        run()
        result.append(1000 * (time.perf_counter() - started))
    return result


def prepare(workload):
    kind = StepRun if workload["kind"] in ("borad", "distillation") else ScoringRun
    sides = {name: kind(workload, memory_format) for name, memory_format in FORMATS.items()}
    fastest = {}
    for name, side in sides.items():
        milliseconds(side.run, 2)
        fastest[name] = min(milliseconds(side.run, 4))
    best = min(fastest, key=fastest.get)
    return sides[best], {"format": best, "parameters": sides[best].parameters, "torch": torch.__version__}


def main():
    torch.manual_seed(1)
    torch.set_num_threads(int(os.environ.get("BENCH_THREADS", os.cpu_count() or 1)))
    current = None
    for line in sys.stdin:
        request = json.loads(line)
        if "prepare" in request:
            current, answer = prepare(request["prepare"])
        else:
            answer = {"ms": milliseconds(current.run, request["run"])}
        print(json.dumps(answer), flush=True)


main()
