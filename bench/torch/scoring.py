"""Teacher, student and both in PyTorch at the default configuration: MobileNetV2 with folded batch norms, random weights."""

import torch
import torch.nn.functional as F
from anomaly_map import SIZE, blur_kernel, map_and_score, scale_maps
from network import Decoder, Fusion, Projector
from torch import nn

CHANNELS, WIDTHS = (24, 32, 96), (32, 64, 128)


class Inverted(nn.Module):
    def __init__(self, channels, out, stride, expansion):
        super().__init__()
        inner = channels * expansion
        layers = [nn.Conv2d(channels, inner, 1), nn.ReLU6(True)] if expansion > 1 else []
        layers += [nn.Conv2d(inner, inner, 3, stride, 1, groups=inner), nn.ReLU6(True), nn.Conv2d(inner, out, 1)]
        self.layers = nn.Sequential(*layers)
        self.residual = stride == 1 and channels == out

    def forward(self, x):
        return x + self.layers(x) if self.residual else self.layers(x)


class Teacher(nn.Module):
    """Sums of blocks 2, 5 and 12 at strides 4, 8 and 16, pooled by 2."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 32, 3, 2, 1), nn.ReLU6(True), Inverted(32, 16, 1, 1))

        def stage(a, b, count, stride):
            return nn.Sequential(*[Inverted(b if i else a, b, 1 if i else stride, 6) for i in range(count)])

        middle = nn.Sequential(stage(32, 64, 4, 2), stage(64, 96, 3, 1))
        self.stages = nn.ModuleList([stage(16, 24, 2, 2), stage(24, 32, 3, 2), middle])

    def forward(self, pixels):
        x, maps = self.stem(pixels / 127.5 - 1), []
        for stage in self.stages:
            x = stage(x)
            maps.append(F.avg_pool2d(x, 2))
        return maps


class Student(nn.Module):
    def __init__(self):
        super().__init__()
        # The teacher's channels go in, the student's widths come out of the projector's last layer.
        self.projector, self.fusion = Projector(CHANNELS), Fusion(WIDTHS)
        for scale, c, w in zip(self.projector.scales, CHANNELS, WIDTHS):
            widths = [c, w // 2, w // 4, w // 2, w]
            for i, (a, b) in enumerate(zip(widths, widths[1:])):
                scale[3 * i], scale[3 * i + 1] = nn.Conv2d(a, b, 3, padding=1), nn.InstanceNorm2d(b)
        self.decoder = Decoder(WIDTHS, CHANNELS)
        self.register_buffer("kernel", blur_kernel())

    def forward(self, features):
        student = self.decoder(self.fusion(self.projector(features)))
        return map_and_score(scale_maps(features, student), self.kernel)


class ScoringRun:
    """Teacher, student or both ready to run, in one memory format."""

    def __init__(self, workload, memory_format):
        kind, images = workload["kind"], workload["images"]
        teacher = Teacher().eval().to(memory_format=memory_format)
        student = Student().eval().to(memory_format=memory_format)
        parts = {"teacher": [teacher], "student": [student], "detector": [teacher, student]}[kind]
        self.parts = parts
        if kind == "student":
            self.input = [
                torch.randn(images, c, SIZE // s, SIZE // s).contiguous(memory_format=memory_format)
                for c, s in zip(CHANNELS, (8, 16, 32))
            ]
        else:
            self.input = (255 * torch.rand(images, 3, SIZE, SIZE)).contiguous(memory_format=memory_format)
        self.parameters = sum(p.numel() for part in parts for p in part.parameters())

    @torch.inference_mode()
    def run(self):
        x = self.input
        for part in self.parts:
            x = part(x)
        return x
