"""Trains the classifier. The same data, seed and number of threads give the same weights. Writes WORK/balcony.pt."""

import time
from pathlib import Path

import numpy
import torch
from torch.nn import functional

import dataset
import step
from network import Balcony, FixedLayers
from teacher import Opinions, Teacher
from views import COLUMNS, LABELS, ROWS

BATCH = 64
RATE = 4e-4
HEAD_RATE = 2e-3
CELL_SHARE = 2.0
SPECIES_SHARE = 0.3


class Kept:
    """The maps of all training views on disk, and the truth about them."""

    def __init__(self, path, shape, capacity):
        self.maps = numpy.memmap(path, numpy.float16, "w+", shape=(capacity, *shape))
        self.truth = []
        self.count = 0

    def add(self, maps, *truth):
        self.maps[self.count:self.count + len(maps)] = maps
        self.truth.append(truth)
        self.count += len(maps)

    def close(self):
        self.targets, self.weights, self.cells, self.opinions = (numpy.concatenate(column) for column in zip(*self.truth))


def kept(network, work, photos, rounds, own):
    views = Kept(Path(work, "maps.f16"), (96, 2 * ROWS, 2 * COLUMNS), 200_000)
    fixed = FixedLayers(network)
    for pictures, *truth in dataset.views(work, photos, rounds, own):
        views.add(fixed(pictures).half().numpy(), *truth)
    views.close()
    return views


def loss_of_labels(logits, targets, weights):
    return (functional.binary_cross_entropy_with_logits(logits, targets, reduction="none") * weights).mean()


def loss_of_cells(where, cells):
    """Being told where the animal is, a network that averages over the whole picture learns in minutes what else takes hours."""
    known = cells != dataset.UNKNOWN
    found = functional.binary_cross_entropy_with_logits(where, (cells == 1).float(), reduction="none", pos_weight=torch.tensor(3.0))
    return (found * known).mean()


def loss_of_species(logits, posterior, known):
    """Distillation (Hinton et al. 2015): of a small, spoilt bird it should think what the teacher thinks of the clean photo."""
    if not known.any():
        return torch.zeros(())
    return functional.kl_div(logits[known].log_softmax(1), posterior[known], reduction="batchmean")


def train(network, views, posterior, epochs):
    random = numpy.random.RandomState(dataset.SEED)
    steps = epochs * (views.count // BATCH)
    heads = [parameter for part in (network.head, network.where, network.species) for parameter in part.parameters()]
    optimiser = torch.optim.AdamW(
        [{"params": network.trained.parameters(), "lr": RATE}, {"params": heads, "lr": HEAD_RATE}], weight_decay=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, [RATE, HEAD_RATE], total_steps=steps, pct_start=0.1)
    started, step, sums = time.monotonic(), 0, numpy.zeros(3)
    for epoch in range(epochs):
        order = random.permutation(views.count)
        for first in range(0, views.count - BATCH + 1, BATCH):
            chosen = numpy.sort(order[first:first + BATCH])
            maps = torch.from_numpy(views.maps[chosen]).float()
            targets, weights, cells = (torch.from_numpy(column[chosen]) for column in (views.targets, views.weights, views.cells))
            opinions = views.opinions[chosen]
            logits, where, species = network.answers(maps)
            losses = [
                loss_of_labels(logits, targets, weights), CELL_SHARE * loss_of_cells(where, cells),
                SPECIES_SHARE * loss_of_species(species, posterior[opinions], torch.from_numpy(opinions != dataset.NOBODY)),
            ]
            optimiser.zero_grad()
            sum(losses).backward()
            optimiser.step()
            schedule.step()
            step += 1
            sums += [loss.item() for loss in losses]
            if step % 100 == 0:
                labels, places, kinds = sums / 100
                sums[:] = 0
                print(f"epoch {epoch + 1} step {step}/{steps} labels {labels:.4f} cells {places:.4f} species {kinds:.4f} {time.monotonic() - started:.0f} s", flush=True)
    return network.eval()


def main():
    options = step.options(("own", {}), ("rounds", {"type": int, "required": True}), ("epochs", {"type": int, "required": True}))

    torch.manual_seed(dataset.SEED)
    torch.set_num_threads(2)
    network = Balcony(len(LABELS)).begin_at(Teacher(Path(options.work, "teacher")))
    started = time.monotonic()
    views = kept(network, options.work, options.photos, options.rounds, options.own)
    print(f"{views.count} views in {time.monotonic() - started:.0f} s", flush=True)
    opinions = Opinions(Path(options.work, "teacher.npz"))
    train(network, views, torch.from_numpy(opinions.posterior.astype("f4")), options.epochs)
    torch.save({"weights": network.state_dict(), "views": views.count, "epochs": options.epochs}, Path(options.work, "balcony.pt"))
    Path(options.work, "maps.f16").unlink()


if __name__ == "__main__":
    main()
