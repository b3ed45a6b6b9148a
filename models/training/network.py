"""The classifier: a small residual network of plain convolutions, 449 thousand parameters, last map at 1/16."""

import copy

from torch import nn

# A chickadee covers some three of the 192 cells over which the last map is averaged: without a gain, the head's weights would have to
# grow a hundredfold, step by small step. It is folded into them when the model is written.
POOL_GAIN = 24.0


def convolution(inputs, outputs, stride=1):
    return nn.Sequential(nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs))


class Residual(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.first = convolution(channels, channels)
        self.second = convolution(channels, channels)
        self.relu = nn.ReLU()

    def forward(self, x):
        return self.relu(x + self.second(self.relu(self.first(x))))


class Balcony(nn.Module):
    def __init__(self, labels):
        super().__init__()
        self.features = nn.Sequential(
            convolution(3, 16, 2), nn.ReLU(),
            convolution(16, 24, 2), nn.ReLU(),
            convolution(24, 24), nn.ReLU(),
            convolution(24, 48, 2), nn.ReLU(),
            Residual(48),
            convolution(48, 96, 2), nn.ReLU(),
            Residual(96),
            Residual(96),
            nn.Conv2d(96, 128, 1, bias=False), nn.BatchNorm2d(128), nn.ReLU(),
        )
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.gain = POOL_GAIN
        self.head = nn.Linear(128, labels)
        self.where = nn.Conv2d(128, labels, 1)

    def forward(self, image):
        return self.head(self.gain * self.pool(self.features(image)).flatten(1))

    def with_cells(self, image):
        """The logits, and for training alone: for every cell of the last map, whether the animal is there."""
        features = self.features(image)
        return self.head(self.gain * self.pool(features).flatten(1)), self.where(features)


class Shipped(nn.Module):
    """What is written: the same answer from convolutions, ReLU, additions, one pooling and one matrix alone."""

    def __init__(self, trained):
        super().__init__()
        self.features, self.pool, self.head = trained.features, trained.pool, copy.deepcopy(trained.head)
        self.head.weight.data *= trained.gain
        self.eval()

    def forward(self, image):
        return self.head(self.pool(self.features(image)).flatten(1))
