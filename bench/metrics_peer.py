"""Peer of metrics.mjs: reads maps and masks from a folder, then times one metric for each request, as peer.mjs
makes them.

The ranking metrics are scikit-learn's. Per-region overlap is computed in two ways:
pro_loop   the way of most anomaly detection code: for each of 200 thresholds from the least to the greatest score, label every
           mask anew, take the covered share of each region by regionprops, and the false positive rate of all normal pixels
pro_exact  every score is a threshold: one sort of all pixels, regions found once
Both are integrated to a false positive rate of 0.3, with linear interpolation there, and divided by 0.3; regions are 8-connected.
"""

import json
import sys
import time
from pathlib import Path

import numpy
import scipy
import skimage
import sklearn
from scipy import ndimage
from skimage import measure
from sklearn.metrics import average_precision_score, precision_recall_curve, roc_auc_score

LIMIT = 0.3
THRESHOLDS = 200
EIGHT = numpy.ones((3, 3), dtype=int)


def area_to_limit(fpr, pro):
    """Area under the curve from (0, 0) to the limit, divided by the limit; fpr rises."""
    fpr, pro = numpy.concatenate([[0.0], fpr]), numpy.concatenate([[0.0], pro])
    inside = fpr <= LIMIT
    end = numpy.interp(LIMIT, fpr, pro)
    return float(numpy.trapezoid(numpy.append(pro[inside], end), numpy.append(fpr[inside], LIMIT)) / LIMIT)


def ranking(labels, scores):
    precision, recall, _ = precision_recall_curve(labels, scores)
    total = precision + recall
    f1 = numpy.divide(2 * precision * recall, total, out=numpy.zeros_like(total), where=total > 0)
    return {
        "auroc": float(roc_auc_score(labels, scores)),
        "ap": float(average_precision_score(labels, scores)),
        "f1Max": float(f1.max()),
    }


def pro_loop(masks, maps):
    normal = masks == 0
    fprs, pros = [], []
    for threshold in numpy.linspace(maps.max(), maps.min(), THRESHOLDS):
        binary = maps >= threshold
        shares = []
        for found, mask in zip(binary, masks):
            for region in measure.regionprops(measure.label(mask, connectivity=2)):
                rows, columns = region.coords[:, 0], region.coords[:, 1]
                shares.append(found[rows, columns].sum() / region.area)
        fprs.append((binary & normal).sum() / normal.sum())
        pros.append(numpy.mean(shares))
    return {"aupro": area_to_limit(fprs, pros)}


def pro_exact(masks, maps):
    weights = numpy.zeros(maps.shape)
    regions = 0
    for weight, mask in zip(weights, masks):
        labelled, count = ndimage.label(mask, EIGHT)
        if count:
            sizes = numpy.bincount(labelled.ravel())
            inside = labelled > 0
            weight[inside] = 1 / sizes[labelled[inside]]
            regions += count
    order = numpy.argsort(-maps.ravel(), kind="stable")
    scores = maps.ravel()[order]
    normal = (masks.ravel() == 0)[order]
    pro = numpy.cumsum(weights.ravel()[order]) / regions
    fpr = numpy.cumsum(normal) / normal.sum()
    last = numpy.append(scores[1:] != scores[:-1], True)
    return {"aupro": area_to_limit(fpr[last], pro[last])}


def main():
    folder, size = Path(sys.argv[1]), int(sys.argv[2])
    maps = numpy.fromfile(folder / "maps.bin", dtype=numpy.float32).reshape(-1, size, size)
    masks = numpy.fromfile(folder / "masks.bin", dtype=numpy.uint8).reshape(-1, size, size)
    labels = numpy.fromfile(folder / "labels.bin", dtype=numpy.uint8)
    scores = numpy.fromfile(folder / "scores.bin", dtype=numpy.float32)
    metrics = {
        "ranking": lambda: ranking(masks.ravel(), maps.ravel()),
        "image": lambda: ranking(labels, scores),
        "pro_loop": lambda: pro_loop(masks, maps),
        "pro_exact": lambda: pro_exact(masks, maps),
    }
    libraries = {"Python": sys.version.split()[0], "numpy": numpy.__version__, "scipy": scipy.__version__}
    libraries |= {"scikit-learn": sklearn.__version__, "scikit-image": skimage.__version__}
    for line in sys.stdin:
        metric = json.loads(line).get("metric")
        started = time.perf_counter()
        answer = {"values": metrics[metric]()} if metric else {"versions": libraries}
        print(json.dumps({"ms": 1000 * (time.perf_counter() - started), **answer}), flush=True)


if __name__ == "__main__":
    main()
