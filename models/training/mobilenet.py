"""MobileNetV2 (Sandler et al. 2018, table 2) with its batch normalisations folded, and the weights of an imported model put into it."""

import numpy
import onnx
import torch
from onnx import numpy_helper
from torch import nn

# Expansion, channels, repeats, first stride of each group of blocks; the first block expands nothing.
GROUPS = [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)]
CHANNELS = 1280


def convolution(inputs, outputs, size=1, stride=1, groups=1, clipped=True):
    layer = nn.Conv2d(inputs, outputs, size, stride, size // 2, groups=groups)
    return nn.Sequential(layer, nn.ReLU6()) if clipped else layer


class Block(nn.Module):
    """Expand, look around channel by channel, project; added to what came in where that has the same shape."""

    def __init__(self, inputs, outputs, expansion, stride):
        super().__init__()
        wide = inputs * expansion
        steps = [convolution(inputs, wide)] if expansion > 1 else []
        steps += [convolution(wide, wide, 3, stride, groups=wide), convolution(wide, outputs, clipped=False)]
        self.steps = nn.Sequential(*steps)
        self.adds = stride == 1 and inputs == outputs

    def forward(self, x):
        return x + self.steps(x) if self.adds else self.steps(x)


def features():
    """From pictures of -1..1 to 1280 maps at 1/32: the stem, 17 blocks, and the last convolution, in this order."""
    layers, inputs = [convolution(3, 32, 3, 2)], 32
    for expansion, outputs, repeats, stride in GROUPS:
        for repeat in range(repeats):
            layers.append(Block(inputs, outputs, expansion, stride if repeat == 0 else 1))
            inputs = outputs
    return nn.Sequential(*layers, convolution(inputs, CHANNELS))


def of_imported(path):
    """
    (features, matrix, bias) with the weights of a MobileNetV2 that `birbcam model import` wrote. Its stride-2 convolutions begin at the
    first pixel and ours one before it: the same maps of a picture that lies a pixel elsewhere.
    """
    graph = onnx.load(str(path)).graph
    known = {initializer.name: numpy_helper.to_array(initializer) for initializer in graph.initializer}
    weights = [(known[node.input[1]], known[node.input[2]]) for node in graph.node if node.op_type == "Conv"]
    matrix, bias = next((known[node.input[1]], known[node.input[2]]) for node in graph.node if node.op_type == "Gemm")
    network = features()
    convolutions = [module for module in network.modules() if isinstance(module, nn.Conv2d)]
    if [tuple(c.weight.shape) for c in convolutions] != [w.shape for w, _ in weights]:
        raise SystemExit(f"{path}: this is not a MobileNetV2 of width 1.0")
    for module, (weight, offset) in zip(convolutions, weights):
        module.weight.data = torch.from_numpy(numpy.array(weight))
        module.bias.data = torch.from_numpy(numpy.array(offset))
    return network, torch.from_numpy(numpy.array(matrix)), torch.from_numpy(numpy.array(bias))
