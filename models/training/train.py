"""Trains the classifier. The same data, seed and number of threads give the same weights. Writes WORK/balcony.pt."""

import argparse
import time
from pathlib import Path

import numpy
import torch

import dataset
from network import Balcony
from views import HEIGHT, LABELS, MEAN, STD, WIDTH

BATCH = 48
RATE = 3e-3
CELL_SHARE = 8.0  # a cell in a hundred is an animal's: this gives both losses about the same size


class SensorNoise:
    """Normal deviates, made once: drawing seven million anew for every batch costs as much as training on it."""

    def __init__(self, random):
        self.bank = torch.from_numpy(random.standard_normal(3 * HEIGHT * WIDTH * 4).astype("f4"))
        self.random = random

    def add_to(self, batch):
        """To every picture its own stretch of the bank, at its own strength of up to 6 grey levels."""
        size = batch[0].numel()
        for picture in batch:
            start = self.random.randint(len(self.bank) - size)
            picture.add_(self.bank[start:start + size].view_as(picture), alpha=float(self.random.uniform(0, 6)))


def varied(batch, random, noise):
    """Moved by less than half a cell, brighter or darker, tinted, noisier: nothing that changes who is in the picture, or where."""
    dx, dy = random.randint(-7, 8), random.randint(-7, 8)
    batch = torch.roll(batch, (int(dy), int(dx)), (2, 3))
    count = batch.shape[0]
    gain = torch.from_numpy(random.uniform(0.6, 1.4, (count, 1, 1, 1)).astype("f4"))
    tint = torch.from_numpy(random.uniform(0.88, 1.12, (count, 3, 1, 1)).astype("f4"))
    grey = torch.from_numpy(random.uniform(0, 1, (count, 1, 1, 1)) < 0.08)
    batch = batch * (gain * tint)
    batch = torch.where(grey, batch.mean(1, keepdim=True), batch)
    noise.add_to(batch)
    return batch.clamp_(0, 255)


def normalised(batch):
    mean = torch.tensor(MEAN).view(1, 3, 1, 1)
    std = torch.tensor(STD).view(1, 3, 1, 1)
    return (batch / 255 - mean) / std


def loss_of_cells(where, cells):
    """Being told where the animal is, a network that averages over the whole picture learns in minutes what else takes hours."""
    known = cells != dataset.Cache.UNKNOWN
    found = torch.nn.functional.binary_cross_entropy_with_logits(
        where, (cells == 1).float(), reduction="none", pos_weight=torch.tensor(4.0))
    return (found * known).mean()


def train(cache, epochs):
    torch.manual_seed(dataset.SEED)
    torch.set_num_threads(2)
    random = numpy.random.RandomState(dataset.SEED)
    noise = SensorNoise(random)
    network = Balcony(len(LABELS))
    steps = epochs * (cache.count // BATCH)
    optimiser = torch.optim.AdamW(network.parameters(), RATE, weight_decay=2e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps, pct_start=0.15)
    losses = torch.nn.BCEWithLogitsLoss(reduction="none")
    started, step = time.monotonic(), 0
    for epoch in range(epochs):
        order = random.permutation(cache.count)
        for first in range(0, cache.count - BATCH + 1, BATCH):
            chosen = numpy.sort(order[first:first + BATCH])
            batch = torch.from_numpy(cache.views[chosen]).permute(0, 3, 1, 2).float()
            targets, weights = torch.from_numpy(cache.targets[chosen]), torch.from_numpy(cache.weights[chosen])
            cells = torch.from_numpy(cache.cells[chosen])
            if random.rand() < 0.5:
                batch, cells = batch.flip(3), cells.flip(3)
            logits, where = network.with_cells(normalised(varied(batch, random, noise)))
            loss = (losses(logits, targets) * weights).mean() + CELL_SHARE * loss_of_cells(where, cells)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            step += 1
            if step % 50 == 0:
                print(f"epoch {epoch + 1} step {step}/{steps} loss {loss.item():.4f} {time.monotonic() - started:.0f} s", flush=True)
    return network.eval()


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--work", required=True)
    arguments.add_argument("--photos", required=True)
    arguments.add_argument("--epochs", type=int, required=True)
    options = arguments.parse_args()

    started = time.monotonic()
    cache = dataset.build(options.work, options.photos)
    print(f"{cache.count} views in {time.monotonic() - started:.0f} s", flush=True)
    network = train(cache, options.epochs)
    torch.save({"weights": network.state_dict(), "views": cache.count, "epochs": options.epochs}, Path(options.work, "balcony.pt"))
    Path(options.work, "views.u8").unlink()


if __name__ == "__main__":
    main()
