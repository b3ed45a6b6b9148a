#!/usr/bin/env python3
"""Makes an ONNX model and its card of what fastai's learn.export() wrote. fastai itself is not needed; torch, numpy and onnx are.

Usage:  export_fastai.py LEARNER.pkl OUT.onnx [--labels a,b] [--size WIDTHxHEIGHT] [--resize stretch|crop|pad] [--activation sigmoid|softmax]

What the learner does not tell has to be said by an option; what is said by one counts. Then: birbcam model validate OUT.onnx
"""
import argparse
import json
import math
import pathlib
import re
import sys

import torch

import export
import learner as fastai

RESIZE = {"squish": "stretch", "crop": "crop", "pad": "pad"}
ACTIVATIONS = {"BCEWithLogitsLossFlat": "sigmoid", "CrossEntropyLossFlat": "softmax", "LabelSmoothingCrossEntropyFlat": "softmax", "FocalLossFlat": "softmax"}
SMALLEST, LARGEST = 16, 2048  # pixels a side
# Classes of which nothing is to be published.
NO_LABEL = {"none", "#na#"}

CANNOT = "Nothing was measured when this model was exported: thresholds are not calibrated, and no precision is known."


def main():
    parser = argparse.ArgumentParser(usage=__doc__.split("Usage:  ")[1].split("\n")[0])
    parser.add_argument("learner", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--labels")
    parser.add_argument("--size")
    parser.add_argument("--resize", choices=sorted(set(RESIZE.values())))
    parser.add_argument("--activation", choices=["sigmoid", "softmax"])
    options = parser.parse_args()
    try:
        convert(options)
    except fastai.LearnerError as mistake:
        sys.exit(f"export_fastai.py: {mistake}")
    except (AttributeError, IndexError, KeyError, OverflowError, TypeError, ValueError) as nonsense:
        sys.exit(f"export_fastai.py: {options.learner} holds something else than fastai writes: {one_line(nonsense)}")


def one_line(mistake):
    return " ".join(str(mistake).split())[:200]


def convert(options):
    if options.out.suffix != ".onnx":
        raise fastai.LearnerError(f"{options.out} should end in .onnx: its card is written beside it, ending in .json")
    learner = fastai.read(options.learner)
    classes = options.labels.split(",") if options.labels else fastai.vocabulary(learner)
    if classes is None:
        raise fastai.LearnerError("the learner holds no vocabulary: name the labels with --labels, in the order of the network's classes")
    width, height = size_of(learner, options)
    mean, std = normalisation(learner)
    activation, resize = activation_of(learner, options), resize_of(learner, options)

    network = learner.model.float().eval()
    try:
        with torch.no_grad():
            logits = network(export.ramp(width, height))
    except RuntimeError as mistake:
        raise fastai.LearnerError(f"the network cannot look at a picture of {width}x{height} (another can be named with --size): {one_line(mistake)}")
    if logits.shape != (1, len(classes)):
        raise fastai.LearnerError(f"the network gives {tuple(logits.shape[1:])} values for {len(classes)} labels ({', '.join(classes)})")
    labels = [name for name in classes if name not in NO_LABEL]

    options.out.parent.mkdir(parents=True, exist_ok=True)
    sha256, golden = export.write(network, options.out, width, height)
    card = options.out.with_suffix(".json")
    card.write_text(json.dumps({
        "schema": "birbcam.model/1",
        "name": re.sub(r"[^a-z0-9_-]+", "-", options.out.stem.lower()),
        "version": "1",
        "sha256": sha256,
        "labels": labels,
        "activation": activation,
        "input": {"name": "image", "width": width, "height": height, "resize": resize, "colour": "rgb", "scale": 1 / 255, "mean": mean, "std": std},
        "output": {"name": "logits", "is": "logits"},
        "map": None if labels == classes else {str(i): "none" if name in NO_LABEL else name for i, name in enumerate(classes)},
        "thresholds": {label: 0.5 for label in labels},
        "golden": golden,
        "measured": {"cannot": CANNOT},
    }, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{options.out} and {card}: {width}x{height}, {', '.join(labels)}; every threshold is 0.5")


def size_of(learner, options):
    if options.size:
        size = re.fullmatch(r"(\d{2,4})x(\d{2,4})", options.size)
        if size is None:
            raise fastai.LearnerError(f"--size {options.size} should be WIDTHxHEIGHT, as 320x240")
        return sizes(size[1], size[2])
    resize = fastai.named(learner, "Resize")
    size = fastai.plain(getattr(resize, "size", None))
    if not (isinstance(size, (tuple, list)) and len(size) == 2):
        raise fastai.LearnerError("the learner resizes no picture: name the network's input with --size WIDTHxHEIGHT")
    # fastai is told (height, width), and keeps (width, height).
    return sizes(*size)


def sizes(width, height):
    if not all(SMALLEST <= int(side) <= LARGEST for side in (width, height)):
        raise fastai.LearnerError(f"a picture of {width}x{height} is no input: --size takes {SMALLEST} to {LARGEST} pixels a side")
    return int(width), int(height)


def resize_of(learner, options):
    method = getattr(fastai.named(learner, "Resize"), "method", "squish")
    return options.resize or RESIZE.get(str(method), "stretch")


def activation_of(learner, options):
    loss = type(getattr(learner, "loss_func", None)).__name__
    if options.activation is None and loss not in ACTIVATIONS:
        raise fastai.LearnerError(f"the learner's loss is {loss}: say with --activation whether several labels hold at once (sigmoid) or one (softmax)")
    return options.activation or ACTIVATIONS[loss]


def normalisation(learner):
    """Mean and deviation by channel, of values 0-1; nothing where the learner has no Normalize."""
    normalize = fastai.named(learner, "Normalize")
    if normalize is None:
        return [0.0, 0.0, 0.0], [1.0, 1.0, 1.0]
    mean, std = ([round(float(value), 6) for value in getattr(normalize, name).flatten()] for name in ("mean", "std"))
    if not (len(mean) == len(std) == 3 and all(map(math.isfinite, mean + std)) and min(std) > 0):
        raise fastai.LearnerError(f"the learner's Normalize has mean {mean} and std {std}: three finite numbers each are wanted, and no std of 0")
    return mean, std


if __name__ == "__main__":
    main()
