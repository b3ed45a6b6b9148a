"""Reads what fastai's learn.export() wrote, without fastai: a pickle holds the names of classes, and data. Only torch's own are built; every other one
becomes a Foreign that holds its data and runs nothing, so that a file from a stranger does no harm."""

import builtins
import collections
import enum
import importlib
import pathlib
import pickle
import zipfile

import torch
from torch import nn

BUILTINS = {"set", "frozenset", "slice", "bytearray", "complex", "int", "float", "str", "list", "dict", "tuple", "bool"}

MOST_BYTES = 2 << 30

# fastai uses two; one that holds itself would have no end.
MOST_WRAPPINGS = 8


class LearnerError(Exception):
    """One line that says what to change."""


class Foreign:
    """A thing of a class that is not at hand: its state, and the name of its class."""

    def __new__(cls, *arguments, **_):
        thing = object.__new__(cls)
        thing.arguments = arguments
        return thing

    def __init__(self, *_, **__):
        pass

    def __setstate__(self, state):
        for part in state if isinstance(state, tuple) else (state,):
            if isinstance(part, dict):
                self.__dict__.update(part)

    def __call__(self, *_, **__):
        return self

    # Lists, dictionaries and sets of other packages are filled by the pickle through these.
    def append(self, item):
        self.__dict__.setdefault("items", []).append(item)

    def extend(self, items):
        self.__dict__.setdefault("items", []).extend(items)

    def __setitem__(self, key, value):
        self.__dict__.setdefault("entries", []).append((key, value))

    def add(self, item):
        self.append(item)


class Concatenated(nn.Module):
    """fastai's AdaptiveConcatPool2d: the largest, then the mean."""

    def forward(self, x):
        return torch.cat([self.mp(x), self.ap(x)], 1)


class Flattened(nn.Module):
    def forward(self, x):
        return x.flatten(1)


MODULES = {"AdaptiveConcatPool2d": Concatenated, "Flatten": Flattened, "LinBnDrop": nn.Sequential, "ConvLayer": nn.Sequential, "Identity": nn.Identity}


def tensor(storage, offset, size, stride, *_):
    return torch.as_strided(storage, size, stride, offset)


def parameter(data, requires_grad, *_):
    return nn.Parameter(data, requires_grad)


# What stands for what the pickle names, besides layers.
KNOWN = {
    ("torch", "FloatStorage"): torch.float32, ("torch", "HalfStorage"): torch.float16, ("torch", "DoubleStorage"): torch.float64, ("torch", "LongStorage"): torch.int64,
    ("torch", "IntStorage"): torch.int32, ("torch", "ByteStorage"): torch.uint8, ("torch", "BoolStorage"): torch.bool, ("torch", "Size"): torch.Size,
    ("torch._utils", "_rebuild_tensor_v2"): tensor, ("torch._utils", "_rebuild_parameter"): parameter, ("collections", "OrderedDict"): collections.OrderedDict,
}


class Unpickler(pickle.Unpickler):
    """Of the file within what torch.save writes. Not torch.load: some versions of it do not heed the pickle_module they are given, and run whatever the file says."""

    def __init__(self, archive):
        self.archive = archive
        self.folder = next((name[: -len("data.pkl")] for name in archive.namelist() if name.endswith("data.pkl")), None)
        if self.folder is None:
            raise LearnerError("it holds no data.pkl")
        super().__init__(archive.open(self.folder + "data.pkl"), encoding="utf-8")

    def persistent_load(self, identity):
        _, dtype, key, _, count = identity
        if not isinstance(dtype, torch.dtype):
            raise LearnerError(f"numbers of an unknown kind ({dtype.__name__})")
        place = self.archive.getinfo(f"{self.folder}data/{key}")
        if count == 0:
            return torch.empty(0, dtype=dtype)
        return torch.frombuffer(bytearray(self.archive.read(place)), dtype=dtype, count=count)

    def find_class(self, module, name):
        if (module, name) in KNOWN:
            return KNOWN[module, name]
        # A pickle of protocol 2 names them as Python 2 did.
        if module in ("builtins", "__builtin__") and name in BUILTINS:
            return getattr(builtins, name)
        if module.startswith(("torch.nn.modules.", "torchvision.models.")):
            found = getattr(importlib.import_module(module), name, None)
            if isinstance(found, type) and issubclass(found, nn.Module):
                return found
        if module.startswith("fastai.") and name in MODULES:
            return MODULES[name]
        return type(name, (Foreign,), {"__module__": module})


def read(path):
    """The learner, a Foreign with its network as `model`."""
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(place.file_size for place in archive.infolist()) > MOST_BYTES:
                raise LearnerError("it is larger than 2 GB")
            learner = Unpickler(archive).load()
    except FileNotFoundError:
        raise LearnerError(f"{path} is missing")
    except zipfile.BadZipFile:
        raise LearnerError(f"{path} is not what learn.export() writes with torch 1.6 or newer")
    except Exception as broken:
        raise LearnerError(f"{path} cannot be read as what learn.export() writes: {broken}")
    network = getattr(learner, "model", None)
    if not isinstance(network, nn.Module):
        raise LearnerError(f"{path} holds no learner with a network: write it with learn.export()")
    refuse_foreign(network, "model")
    return learner


def refuse_foreign(network, place):
    for name, part in network._modules.items():
        if isinstance(part, Foreign):
            raise LearnerError(f"{place}.{name} is a {type(part).__module__}.{type(part).__name__}, which is not known here: add what it computes to MODULES in learner.py")
        if part is not None:
            refuse_foreign(part, f"{place}.{name}")


def plain(thing):
    """The list or tuple within fastcore's wrappings of one, or what is left where there is none."""
    for _ in range(MOST_WRAPPINGS):
        if isinstance(thing, Foreign):
            thing = getattr(thing, "items", next(iter(thing.arguments), None))
    return thing


def things(root):
    """All that hangs on a learner, each once, the nearest first."""
    seen, waiting = set(), collections.deque([root])
    while waiting:
        thing = waiting.popleft()
        if id(thing) in seen or isinstance(thing, (str, bytes, int, float, torch.Tensor, nn.Module, enum.Enum, pathlib.PurePath, type)):
            continue
        seen.add(id(thing))
        yield thing
        if isinstance(thing, dict):
            waiting.extend(thing.values())
        elif isinstance(thing, (list, tuple, set)):
            waiting.extend(thing)
        elif hasattr(thing, "__dict__"):
            waiting.extend(vars(thing).values())


def named(root, name):
    """The first thing of a class of that name, or None."""
    return next((thing for thing in things(root) if type(thing).__name__ == name), None)


def vocabulary(root):
    """The labels, in the order of the network's classes, or None."""
    for thing in things(root):
        words = plain(vars(thing).get("vocab")) if hasattr(thing, "__dict__") else None
        if isinstance(words, (list, tuple)) and words and all(isinstance(word, str) for word in words):
            return list(words)
    return None
