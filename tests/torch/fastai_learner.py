#!/usr/bin/env python3
"""Writes a file as fastai's learn.export() does, of a network with random weights: fastai's classes stand in for themselves by name, for a pickle holds no more of them.

Usage:  fastai_learner.py OUT.pkl [--unknown | --rigid | --harmful | --bare | --no-numbers | --worded]

    --unknown   a layer in the network that nobody knows
    --rigid     a network that can look at pictures of this size, and at no smaller ones
    --harmful   a pickle that runs a command when it is read the usual way, which is tried: it makes OUT.pkl.harmed, which is removed again
    --bare      a network and nothing else: no labels, no size
    --no-numbers, --worded   a Normalize of zeros, and one whose mean is a word
Prints the logits of the ramp, element i of which is (i mod 251) / 251, one a line.
"""
import pathlib
import subprocess
import sys
import types

import numpy
import torch
import torchvision
from torch import nn

WIDTH, HEIGHT, LABELS = 96, 64, ["chickadee", "magpie", "sparrow", "squirrel"]


def fastai_class(module, name, *bases):
    """A class that pickle finds under fastai's name."""
    made = type(name, bases or (object,), {"__module__": module})
    for end in [at for at, letter in enumerate(module) if letter == "."] + [len(module)]:
        sys.modules.setdefault(module[:end], types.ModuleType(module[:end]))
    setattr(sys.modules[module], name, made)
    return made


def thing(made, **state):
    built = made.__new__(made)
    built.__dict__.update(state)
    return built


def network(unknown, rigid):
    pool = fastai_class("fastai.layers", "AdaptiveConcatPool2d", nn.Module)()
    pool.size, pool.ap, pool.mp = 1, nn.AdaptiveAvgPool2d(1), nn.AdaptiveMaxPool2d(1)
    flatten = fastai_class("fastai.layers", "Flatten", nn.Module)()
    flatten.full = False
    pool.__class__.forward = lambda self, x: torch.cat([self.mp(x), self.ap(x)], 1)
    flatten.__class__.forward = lambda self, x: x.view(x.size(0), -1)
    body = nn.Sequential(*list(torchvision.models.resnet18().children())[:-2])
    head = nn.Sequential(
        pool, flatten, nn.BatchNorm1d(1024), nn.Dropout(0.25), nn.Linear(1024, 64, bias=False), nn.ReLU(inplace=True),
        nn.BatchNorm1d(64), nn.Dropout(0.5), nn.Linear(64, len(LABELS), bias=False))
    if rigid:
        head.insert(0, nn.AvgPool2d((HEIGHT // 32, WIDTH // 32)))
    if unknown:
        odd = fastai_class("fastai.layers", "PooledAttention", nn.Module)()
        odd.__class__.forward = lambda self, x: x
        head.insert(0, odd)
    return nn.Sequential(body, head)


def loaders(std, mean):
    """Nested as fastai's are: labels in a CategoryMap of an L, the size a fastuple, the pipelines lists of transforms."""
    tuple_class = fastai_class("fastcore.basics", "fastuple", tuple)
    listed = fastai_class("fastcore.foundation", "L")
    categories = thing(fastai_class("fastai.data.transforms", "CategoryMap"), items=thing(listed, items=list(LABELS)), o2i={label: i for i, label in enumerate(LABELS)})
    encode = thing(fastai_class("fastai.data.transforms", "MultiCategorize"), vocab=categories)
    resize = thing(fastai_class("fastai.vision.augment", "Resize"), size=tuple_class((WIDTH, HEIGHT)), method="squish", order=1)
    normalize = thing(
        fastai_class("fastai.data.transforms", "Normalize"), mean=mean, std=std.view(1, 3, 1, 1))
    pipeline = fastai_class("fastcore.transform", "Pipeline")
    loader = thing(
        fastai_class("fastai.data.core", "TfmdDL"), after_item=thing(pipeline, fs=thing(listed, items=[resize])),
        after_batch=thing(pipeline, fs=thing(listed, items=[normalize])), dataset=thing(fastai_class("fastai.data.core", "Datasets"), tls=[thing(pipeline, fs=[encode])]))
    return thing(fastai_class("fastai.data.core", "DataLoaders"), loaders=[loader], path=pathlib.Path("."))


class Harm:
    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return subprocess.call, (["touch", self.path],)


def main(out, *options):
    torch.manual_seed(3)
    model = network("--unknown" in options, "--rigid" in options)
    model.train()
    with torch.no_grad():
        for _ in range(5):
            model(torch.rand(8, 3, HEIGHT, WIDTH))
    model.eval()
    learner = thing(fastai_class("fastai.learner", "Learner"), model=model)
    if "--bare" not in options:
        std = torch.tensor([0.229, 0.224, 0.225]) * ("--no-numbers" not in options)
        learner.dls = loaders(std, "grey" if "--worded" in options else torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1))
        learner.loss_func = thing(fastai_class("fastai.losses", "BCEWithLogitsLossFlat"), thresh=0.5)
    if "--harmful" in options:
        learner.metrics = Harm(out + ".harmed")
    torch.save(learner, out, pickle_protocol=2)
    if "--harmful" in options:
        torch.load(out)
        pathlib.Path(out + ".harmed").unlink()
    size = 3 * HEIGHT * WIDTH
    with torch.no_grad():
        print(*[float(logit) for logit in model(torch.from_numpy((numpy.arange(size) % 251 / 251).astype("f4")).view(1, 3, HEIGHT, WIDTH))[0]], sep="\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
