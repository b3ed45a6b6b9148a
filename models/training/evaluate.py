"""Measures the trained network on what it has not seen, chooses weights and thresholds on the validation split, and writes model and card."""

import argparse
from pathlib import Path

import numpy
import torch
from PIL import Image

import card
import dataset
import measure
import photos
from measure import FALSE, TRUE, UNKNOWN, Samples
from network import Balcony
from train import normalised
from views import LABELS, frame_of, rectangle_around, view


class Judge:
    def __init__(self, network):
        self.network = network

    def logits(self, *pictures):
        batch = torch.from_numpy(numpy.stack([numpy.asarray(picture) for picture in pictures])).permute(0, 3, 1, 2).float()
        with torch.no_grad():
            return self.network(normalised(batch)).numpy()

    def both(self, image, box, random):
        region = rectangle_around(dataset.shaken(box, random), image.size)
        return self.logits(view(image, frame_of(image)), view(image, region))


def visited(judge, work, split):
    """One sample for every visitor of the split's scenes: the whole frame, and the crop around where a gate would see him."""
    random, samples = numpy.random.RandomState(dataset.SEED), Samples()
    for row in dataset.scenes(Path(work, split)):
        image = Image.open(Path(work, split, row["file"])).convert("RGB") if row["visitors"] else None
        present = {visitor["label"] for visitor in row["visitors"]}
        for visitor in row["visitors"]:
            truth = [TRUE if label == visitor["label"] else UNKNOWN if label in present else FALSE for label in LABELS]
            samples.add(*judge.both(image, visitor["box"], random), truth)
    return samples


def empty(judge, work, split):
    """Two samples for every empty scene of the split: crops where a plume, a ribbon or nothing at all moves."""
    random, samples = numpy.random.RandomState(dataset.SEED), Samples()
    for row in dataset.scenes(Path(work, split)):
        if row["visitors"]:
            continue
        image = Image.open(Path(work, split, row["file"])).convert("RGB")
        for _ in range(2):
            samples.add(*judge.both(image, dataset.anywhere(image.size, random), random), [FALSE] * len(LABELS))
    return samples


def truth_of(targets, weights):
    return [TRUE if target else FALSE if weight == 1 else UNKNOWN for target, weight in zip(targets, weights)]


def close_ups(judge, photo_folder, split):
    random, samples = numpy.random.RandomState(dataset.SEED), Samples()
    for path, box, targets, weights in photos.listed(photo_folder, split):
        samples.add(judge.logits(photos.close_up(path, box, random))[0], None, truth_of(targets, weights))
    return samples


def composed(judge, work, photo_folder, split):
    """The split's photos, small, pasted into the split's empty scenes."""
    random, samples = numpy.random.RandomState(dataset.SEED), Samples()
    rows = [row for row in dataset.scenes(Path(work, split)) if not row["visitors"]]
    for path, box, targets, weights in photos.listed(photo_folder, split):
        image = Image.open(Path(work, split, rows[random.randint(len(rows))]["file"])).convert("RGB")
        pasted = photos.paste_into(image, path, box, random)
        samples.add(*judge.both(image, pasted, random), truth_of(targets, weights))
    return samples


def joined(*groups):
    everything = Samples()
    for group in groups:
        everything.frame += group.frame
        everything.region += group.region
        everything.truth += group.truth
    return everything


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--work", required=True)
    arguments.add_argument("--photos", required=True)
    arguments.add_argument("--models", required=True, help="where balcony.onnx and balcony.json go")
    options = arguments.parse_args()

    trained = torch.load(Path(options.work, "balcony.pt"))
    network = Balcony(len(LABELS))
    network.load_state_dict(trained["weights"])
    judge = Judge(network.eval())

    scenes = joined(visited(judge, options.work, "validation"), empty(judge, options.work, "validation"))
    chosen_on = joined(scenes, composed(judge, options.work, options.photos, "validation"))
    frame_weight = measure.best_frame_weight(chosen_on)
    logits, truths = chosen_on.logits(frame_weight), chosen_on.truths()
    temperature = measure.best_temperature(logits, truths)
    p = measure.probabilities(logits, temperature)
    thresholds = {label: measure.best_threshold(p[:, i], truths[:, i]) for i, label in enumerate(LABELS)}

    seen, nobody = visited(judge, options.work, "test"), empty(judge, options.work, "test")
    near, small = close_ups(judge, options.photos, "test"), composed(judge, options.work, options.photos, "test")
    judged = joined(seen, nobody)

    def labels(samples, weight=frame_weight):
        return measure.by_label(samples.logits(weight), samples.truths(), temperature, thresholds)

    def named(samples, weight=frame_weight):
        return measure.named_share(samples.logits(weight), temperature, thresholds)

    def none_of_them(samples):
        rest = Samples()
        for frame, region, truth in zip(samples.frame, samples.region, samples.truth):
            if TRUE not in truth:
                rest.add(frame, region, truth)
        return rest

    measured = {
        "simulated": {"fused": labels(judged), "whole_frame": labels(judged, 1), "region": labels(judged, 0)},
        "simulated_empty": {"fused": named(nobody), "whole_frame": named(nobody, 1), "region": named(nobody, 0)},
        "photo_pasted_small_into_scene": {"fused": labels(small), "named_though_none_or_unlabelled_bird": named(none_of_them(small))},
        "photo_close_up": {"whole_frame": labels(near), "named_though_none_or_unlabelled_bird": named(none_of_them(near))},
    }
    choices = card.Choices(frame_weight, temperature, thresholds, trained["views"], trained["epochs"])
    card.write(network, Path(options.models), choices, measured)


if __name__ == "__main__":
    main()
