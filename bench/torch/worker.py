"""PyTorch's side: readies workloads and times runs, as bench/peer.mjs asks, in the better of two memory formats."""

import json
import os
import resource
import sys
import time

import torch
from coreset import CoresetRun
from method_runs import MethodScoringRun, MethodStepRun
from scoring import ScoringRun
from steps import StepRun

# Kinds that are not named are scored by BoRAD.
KINDS = {
    "borad": StepRun,
    "distillation": StepRun,
    "method step": MethodStepRun,
    "method detector": MethodScoringRun,
    "method fit": CoresetRun,
}
FORMATS = {"contiguous": torch.contiguous_format, "channels_last": torch.channels_last}


def milliseconds(run, times):
    result = []
    for _ in range(times):
        started = time.perf_counter()
        run()
        result.append(1000 * (time.perf_counter() - started))
    return result


def prepare(workload):
    kind = KINDS.get(workload["kind"], ScoringRun)
    started = time.perf_counter()
    chosen = {name: each for name, each in FORMATS.items() if workload.get("format", name) == name}
    sides = {name: kind(workload, memory_format) for name, memory_format in chosen.items()}
    if "format" in workload:
        # One side alone, so that memory is that of one; nothing is run before it is asked for.
        name, side = next(iter(sides.items()))
        ready = 1000 * (time.perf_counter() - started)
        return side, {"format": name, "parameters": side.parameters, "torch": torch.__version__, "readyMs": ready}
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
            times = milliseconds(current.run, request["run"])
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            answer = {"ms": times, "peakMemoryMiB": peak}
        print(json.dumps(answer), flush=True)


main()
