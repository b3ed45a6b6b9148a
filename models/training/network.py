"""The classifier: a MobileNetV2 that begins where the teacher is, and four outputs."""

import copy

import torch
from torch import nn

import mobilenet
from views import HEIGHT, WIDTH

FIXED = 14  # of the 19 layers: up to here the teacher's weights stay, and maps are 96 channels at 1/16


class Balcony(nn.Module):
    def __init__(self, labels, species=965):
        super().__init__()
        layers = mobilenet.features()
        self.fixed, self.trained = layers[:FIXED], layers[FIXED:]
        self.head = nn.Linear(mobilenet.CHANNELS, labels)
        self.where = nn.Conv2d(mobilenet.CHANNELS, labels, 1)
        self.species = nn.Linear(mobilenet.CHANNELS, species)

    def begin_at(self, teacher):
        """The teacher's weights; of the labels whose species it knows, the mean of these species against the mean of all."""
        self.fixed.load_state_dict(teacher.features[:FIXED].state_dict())
        self.trained.load_state_dict(teacher.features[FIXED:].state_dict())
        self.species.weight.data, self.species.bias.data = teacher.matrix.clone(), teacher.bias.clone()
        self.head.weight.data.zero_()
        for i, classes in enumerate(teacher.classes.values()):
            if classes:
                self.head.weight.data[i] = teacher.matrix[classes].mean(0) - teacher.matrix.mean(0)
        self.head.bias.data.fill_(-3)
        self.where.weight.data = self.head.weight.data[:, :, None, None].clone()
        self.where.bias.data.fill_(-3)
        return self

    def forward(self, image):
        return self.head(self.trained(self.fixed(image)).mean((2, 3)))

    def calibrate(self, scale, offset):
        """Scales and moves every label's logit: a mean of logits is calibrated by calibrating each."""
        self.head.weight.data *= torch.from_numpy(scale.astype("f4"))[:, None]
        self.head.bias.data = self.head.bias.data * torch.from_numpy(scale.astype("f4")) + torch.from_numpy(offset.astype("f4"))

    def answers(self, maps):
        """For the training, from the fixed layers' maps: logits of the labels, of the cells of the last map, and of the teacher's species."""
        maps = self.trained(maps)
        pooled = maps.mean((2, 3))
        return self.head(pooled), self.where(maps), self.species(pooled)


class Shipped(nn.Module):
    """What is written: convolutions, additions, one pooling and one matrix."""

    def __init__(self, trained):
        super().__init__()
        self.features = nn.Sequential(*trained.fixed, *trained.trained)
        self.pool, self.head = nn.AdaptiveAvgPool2d(1), trained.head
        self.eval()

    def forward(self, image):
        return self.head(self.pool(self.features(image)).flatten(1))


def normalised(batch):
    """Of 0-255 to -1..1."""
    return batch / 127.5 - 1


class FixedLayers:
    """The layers that are not trained, compiled: five times as fast as they are layer by layer."""

    def __init__(self, network):
        example = torch.zeros(1, 3, HEIGHT, WIDTH)
        self.compiled = torch.jit.optimize_for_inference(torch.jit.trace(copy.deepcopy(network.fixed).eval(), example))

    def __call__(self, pictures):
        """The maps of pictures N, H, W, 3 of 0-255."""
        with torch.no_grad():
            return self.compiled(normalised(torch.from_numpy(pictures).permute(0, 3, 1, 2).float()))
