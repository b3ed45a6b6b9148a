#!/usr/bin/env python3
"""Holds `birbcam explain --tensor --raw` against PyTorch, on networks that nobody has tuned anything for.

Usage:  compare.py [--keep DIR] [FAMILY ...] -- COMMAND ...

    compare.py -- birbcam
    compare.py resnet34_fastai mobilenet_v2 -- dotnet run -c Release --project src/BirbCam.Monitor --

Every family is built with random weights (seeded; batch norms are calibrated on a few random pictures, so that the activations are
sane), exported with torch.onnx, and explained by COMMAND at its last layer and at the picture itself. What it writes is compared with
torch's own autograd in float64. Needs torch, torchvision, onnx and numpy. Ends with 1 where something differs more than this:

* logits: 1e-4 of the largest one (rounding of some hundred float32 operators)
* last layer: gradient and map within 1e-4 of the largest element
* the picture: cosine at least 0.999. Float32 and float64 may disagree on the sign before a ReLU or on the winner of a maximum; one such
  kink deep in the network changes the gradient of everything before it a little, and random networks have many near zero.
"""
import argparse
import copy
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import torch
import torchvision
from torch import nn

CLASS = 1


class Fastai(nn.Module):
    """ResNet-34 with the head that fastai's cnn_learner puts on it, and the sigmoid of several labels."""

    def __init__(self, labels=4):
        super().__init__()
        self.body = nn.Sequential(*list(torchvision.models.resnet34().children())[:-2])
        self.average, self.largest = nn.AdaptiveAvgPool2d(1), nn.AdaptiveMaxPool2d(1)
        self.head = nn.Sequential(
            nn.Flatten(), nn.BatchNorm1d(1024), nn.Dropout(0.25), nn.Linear(1024, 512, bias=False), nn.ReLU(),
            nn.BatchNorm1d(512), nn.Dropout(0.5), nn.Linear(512, labels, bias=False))

    def forward(self, x):
        x = self.body(x)
        logits = self.head(torch.cat([self.largest(x), self.average(x)], 1))
        return logits if getattr(self, "bare", False) else torch.sigmoid(logits)


class Tokens(nn.Module):
    """A small vision transformer with a class token."""

    def __init__(self, width=48, blocks=3, labels=5):
        super().__init__()
        self.patches = nn.Conv2d(3, width, 16, 16)
        self.first = nn.Parameter(torch.randn(1, 1, width))
        self.places = nn.Parameter(torch.randn(1, 37, width) * 0.1)
        self.blocks = nn.ModuleList(
            nn.TransformerEncoderLayer(width, 4, 2 * width, 0.0, activation="gelu", batch_first=True, norm_first=True) for _ in range(blocks))
        self.norm, self.score = nn.LayerNorm(width), nn.Linear(width, labels)

    def forward(self, x):
        x = torch.cat([self.first, self.patches(x).flatten(2).transpose(1, 2)], 1) + self.places
        for block in self.blocks:
            x = block(x)
        return self.score(self.norm(x)[:, 0])


FAMILIES = {
    "resnet34_fastai": (Fastai, (320, 240)),
    "mobilenet_v2": (torchvision.models.mobilenet_v2, (224, 224)),
    "mobilenet_v3_small": (torchvision.models.mobilenet_v3_small, (224, 224)),
    "shufflenet_v2_x1_0": (torchvision.models.shufflenet_v2_x1_0, (224, 224)),
    "efficientnet_b0": (torchvision.models.efficientnet_b0, (224, 224)),
    "squeezenet1_1": (torchvision.models.squeezenet1_1, (224, 224)),
    "regnet_y_400mf": (torchvision.models.regnet_y_400mf, (192, 160)),
    "convnext_tiny": (torchvision.models.convnext_tiny, (128, 160)),
    "tokens": (Tokens, (96, 96)),
}


def pictures(count, size, seed):
    chance = torch.Generator().manual_seed(seed)
    coarse = torch.randn(count, 3, size[0] // 24, size[1] // 24, generator=chance)
    smooth = nn.functional.interpolate(coarse, size=size, mode="bicubic", align_corners=False)
    return smooth + 0.25 * torch.randn(count, 3, *size, generator=chance)


def network(build, size):
    torch.manual_seed(0)
    model = build()
    norms = [module for module in model.modules() if isinstance(module, nn.modules.batchnorm._BatchNorm)]
    for module in model.modules():
        module.train(module in norms)
        if hasattr(module, "inplace"):
            module.inplace = False
    for norm in norms:
        norm.momentum = None
        norm.reset_running_stats()
    with torch.no_grad():
        for seed in (2, 3):
            model(torch.cat([pictures(1, size, 1), pictures(5, size, seed)]) if norms else pictures(1, size, 1))
    return model.eval()


def reference(model, x):
    """Logits, and the value and gradient of all that modules hand on and of the picture, in float64."""
    model = copy.deepcopy(model).double()
    model.bare = True
    seen = []

    def keep(module, inputs, output):
        for tensor in [*inputs, output]:
            if isinstance(tensor, torch.Tensor) and tensor.requires_grad:
                tensor.retain_grad()
                seen.append(tensor)

    for module in model.modules():
        module.register_forward_hook(keep)
    x = x.double().requires_grad_(True)
    logits = model(x)
    logits[0, CLASS].backward()
    return logits.detach().numpy(), [(tensor.detach().numpy(), tensor.grad.numpy()) for tensor in [x, *seen] if tensor.grad is not None]


def difference(actual, expected):
    return np.abs(actual - expected).max() / np.abs(expected).max() if np.isfinite(actual).all() else np.inf


def explain(command, folder, layer):
    raw = folder / "raw"
    arguments = [*command, "explain", "--model", str(folder / "model.onnx"), "--tensor", str(folder / "input.npy"), "--class", str(CLASS), "--method", "gradcam", "--raw", str(raw)]
    subprocess.run([*arguments, *(["--layer", layer] if layer else [])], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return [np.load(raw / f"{name}.npy").astype(np.float64) for name in ("logits", "activation", "gradient", "cam")]


def compare(name, command, folder):
    build, size = FAMILIES[name]
    model = network(build, size)
    x = pictures(1, size, 1)
    torch.onnx.export(model, x, str(folder / "model.onnx"), opset_version=14, input_names=["image"])
    np.save(folder / "input.npy", x.numpy())
    expected_logits, tensors = reference(model, x)

    complaints = []
    for layer in (None, "image"):
        logits, activation, gradient, cam = explain(command, folder, layer)
        same = [pair for pair in tensors if pair[0].size == activation.size and difference(activation.ravel(), pair[0].ravel()) < 1e-3]
        if not same:
            complaints.append(f"{layer or 'the last layer'} is no tensor that a module of torch makes")
            continue
        values, slopes = (array.reshape(activation.shape) for array in same[-1])
        cosine = float((gradient * slopes).sum() / np.linalg.norm(gradient) / np.linalg.norm(slopes))
        errors = {"logits": difference(logits.ravel(), expected_logits.ravel()), "gradient": difference(gradient, slopes)}
        if activation.ndim == 4:
            errors["cam"] = difference(cam.ravel(), (slopes.mean((2, 3), keepdims=True) * values).sum(1).ravel())
        print(f"{name:20} {layer or 'last':6} {str(activation.shape):20} " + "  ".join(f"{what} {error:.1e}" for what, error in errors.items()) + f"  1-cos {1 - cosine:.1e}", flush=True)
        if errors["logits"] > 1e-4 or (layer is None and max(errors.values()) > 1e-4) or cosine < 0.999:
            complaints.append(f"{layer or 'the last layer'} differs from torch's: {errors}")
    return complaints


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("families", nargs="*", metavar="FAMILY", help=", ".join(FAMILIES))
    parser.add_argument("--keep", type=pathlib.Path, help="folder for the models and what was written about them")
    end = sys.argv.index("--") if "--" in sys.argv else len(sys.argv)
    options, command = parser.parse_args(sys.argv[1:end]), sys.argv[end + 1:]
    if not command or not set(options.families) <= set(FAMILIES):
        parser.error("say '-- COMMAND' at the end, and families of " + ", ".join(FAMILIES))

    failed = 0
    for name in options.families or FAMILIES:
        with tempfile.TemporaryDirectory() as temporary:
            folder = pathlib.Path(options.keep or temporary) / name
            folder.mkdir(parents=True, exist_ok=True)
            for complaint in compare(name, command, folder):
                print(f"{name}: {complaint}", file=sys.stderr)
                failed = 1
    return failed


if __name__ == "__main__":
    sys.exit(main())
