"""From a method's maps to the anomaly map at the image's size and its score, as all methods are scored."""

import torch
import torch.nn.functional as F

SIZE = 256
SMOOTHING = 4.0


def blur_kernel():
    radius = int(4 * SMOOTHING + 0.5)
    kernel = torch.exp(-0.5 * (torch.arange(-radius, radius + 1) / SMOOTHING) ** 2)
    return kernel / kernel.sum()


def scale_maps(teacher, student):
    """1 - cos at every location of every scale: [B, C, H, W] each, to [B, H, W]."""
    return [1 - F.cosine_similarity(t, s) for t, s in zip(teacher, student)]


def map_and_score(maps, kernel):
    """The mean of the upsampled maps [B, h, w], blurred, and its greatest value."""
    large = [F.interpolate(m[:, None], size=SIZE, mode="bilinear", align_corners=True) for m in maps]
    whole, radius = torch.stack(large).mean(0), len(kernel) // 2
    whole = F.conv2d(F.pad(whole, (radius, radius, 0, 0), "reflect"), kernel[None, None, None])
    whole = F.conv2d(F.pad(whole, (0, 0, radius, radius), "reflect"), kernel[None, None, :, None])
    return whole, whole.amax((1, 2, 3))
