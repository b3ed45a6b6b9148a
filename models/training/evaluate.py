"""Measures the trained network on what it has not seen, chooses weights and thresholds on the validation split, and writes model and card."""

import json
from multiprocessing import Pool
from pathlib import Path

import numpy
import torch

import card
import compose
import dataset
import measure
import photos
import step
from measure import FALSE, TRUE, UNKNOWN, Samples
from network import Balcony, FixedLayers
from views import HEIGHT, LABELS, WIDTH, frame_of, rectangle_around, view

PRECISION = 0.95  # of the names, the share that must be right on the validation split
LOST = 0.05  # of the right names, the share that may be lost to the limit of the evidence on what moved
SCENES_OF_FEW = 6  # each photo of a scarce species is shown in so many scenes


def within(box, rectangle):
    """The pixels of the input that the box covers, as slices of rows and columns; one at least."""
    (x, y, w, h), (left, top, width, height) = box, rectangle

    def span(begin, end, size):
        first = int(min(max(begin * size, 0), size - 1))
        return slice(first, int(max(min(end * size, size), first + 1)))
    return span((y - top) / height, (y + h - top) / height, HEIGHT), span((x - left) / width, (x + w - left) / width, WIDTH)


class Examiner(dataset.Composer):
    """Composes samples: both views of one scene, spoilt together, and the truth about the crop."""

    def sample(self, image, animals, box, random):
        image = compose.spoilt(image, self.smokes, random)
        moved = dataset.shaken(box, random)
        rectangle = rectangle_around(moved, image.size)
        crop = dataset.judged(view(image, rectangle), animals, rectangle)
        return view(image, frame_of(image)), crop.picture, crop.targets, crop.weights, within(moved, rectangle)

    def exam_drawn(self, i, random):
        row = self.rows[i]
        animals = [dataset.drawn(visitor) for visitor in row["visitors"]]
        return [self.sample(self.scene(row), animals, somebody.box, random) for somebody in animals]

    def exam_composed(self, i, random):
        return self.exam_photo(self.cut_out[i], random)

    def exam_composed_few(self, i, random):
        return self.exam_photo(self.scarce[i // SCENES_OF_FEW], random)

    def exam_photo(self, photo, random):
        image = self.backdrop(random)
        animals = [self.pasted(photo, image, random)]
        return [self.sample(image, animals, animals[0].box, random)]

    def exam_close_up(self, i, random):
        """The whole photo, as `birbcam classify` shows it to the network."""
        photo = self.photos[i]
        image = photos.picture(photo.file)
        return [(None, view(image, frame_of(image)), photo.targets, photo.weights, None)]

    def exam_things(self, i, random):
        image = self.backdrop(random)
        return [self.sample(image, [], self.put_thing(image, random), random)]

    def exam_nothing(self, i, random):
        image = self.backdrop(random)
        return [self.sample(image, [], dataset.anywhere(image.size, random), random)]


def begin(*arguments):
    global examiner
    examiner = Examiner(*arguments)


def composed(task):
    kind, first, count, seed = task
    random = numpy.random.RandomState(seed)
    samples = [sample for i in range(first, first + count) for sample in getattr(examiner, kind)(i, random)]
    return [(frame and numpy.asarray(frame), numpy.asarray(crop), *rest) for frame, crop, *rest in samples]


class Judge:
    def __init__(self, network, pool):
        self.network, self.fixed, self.pool = network, FixedLayers(network), pool

    def maps(self, pictures):
        """Of the last layer, in batches."""
        for i in range(0, len(pictures), 32):
            with torch.no_grad():
                yield self.network.trained(self.fixed(numpy.stack(pictures[i:i + 32])))

    def logits(self, maps):
        with torch.no_grad():
            return self.network.head(maps.mean((2, 3))).numpy()

    def evidence(self, maps):
        """Where what speaks for each label lies (Grad-CAM, which for a mean and a matrix is the class activation map), as large as the input."""
        with torch.no_grad():
            seen = torch.einsum("lc,nchw->nlhw", self.network.head.weight, maps).clamp(min=0)
            return torch.nn.functional.interpolate(seen, (HEIGHT, WIDTH), mode="bilinear", align_corners=False).numpy()

    def examine(self, kind, amount, seed):
        tasks = [(kind, first, min(32, amount - first), seed * 10_000 + first) for first in range(0, amount, 32)]
        samples = [sample for piece in self.pool.imap(composed, tasks) for sample in piece]
        frames, crops, targets, weights, moved = zip(*samples)
        region, in_motion = [], []
        for maps in self.maps(crops):
            region.append(self.logits(maps))
            in_motion += [shares(seen, moved[len(in_motion) + i]) for i, seen in enumerate(self.evidence(maps))]
        region = numpy.concatenate(region)
        frame = numpy.full_like(region, numpy.nan) if frames[0] is None else numpy.concatenate([self.logits(maps) for maps in self.maps(frames)])
        truth = [[TRUE if t else FALSE if w else UNKNOWN for t, w in zip(*pair)] for pair in zip(targets, weights)]
        return Samples(frame, region, truth, in_motion)


def shares(seen, moved):
    """Of each label's evidence, the share that lies on what moved; NaN where nothing moved, or nothing speaks for the label."""
    if moved is None:
        return numpy.full(len(LABELS), numpy.nan)
    rows, columns = moved
    everything = seen.sum((1, 2))
    return numpy.where(everything > 0, seen[:, rows, columns].sum((1, 2)) / numpy.maximum(everything, 1e-9), numpy.nan)


def examined(network, work, photo_folder, split):
    """The samples of a split, by kind."""
    here = Examiner(work, photo_folder, split, None)
    amounts = {
        "drawn": len(here.rows), "composed": len(here.cut_out), "composed_few": SCENES_OF_FEW * len(here.scarce), "close_up": len(here.photos),
        "things": 1000, "nothing": 1000,
    }
    with Pool(2, begin, (work, photo_folder, split, None)) as pool:
        judge = Judge(network, pool)
        samples = {kind: judge.examine(f"exam_{kind}", amount, number) for number, (kind, amount) in enumerate(amounts.items())}
    few = {label: sum(photo.targets[i] for photo in here.scarce) for i, label in enumerate(LABELS)}
    return samples, {label: int(count) for label, count in few.items() if count}, here


def squirrel_or_bird(samples, kinds, threshold):
    """Of photos of squirrels and birds, how many are taken for what they are as far as squirrels go, where a squirrel is one from that probability on."""
    chosen = numpy.array([kind != "other" for kind in kinds])
    logits, truth = samples.logits(0)[chosen], samples.truth[chosen]
    i = LABELS.index("squirrel")
    right = (measure.probabilities(logits[:, i]) >= threshold) == (truth[:, i] == TRUE)
    return measure.proportion(int(right.sum()), len(right))


def main():
    options = step.options(("models", {"required": True, "help": "where balcony.onnx and balcony.json go"}))

    torch.set_num_threads(2)
    trained = torch.load(Path(options.work, "balcony.pt"))
    network = Balcony(len(LABELS))
    network.load_state_dict(trained["weights"])
    network.eval()

    chosen_on, _, _ = examined(network, options.work, options.photos, "validation")
    pooled = measure.joined(*(samples for kind, samples in chosen_on.items() if kind != "close_up"))
    frame_weight = measure.best_frame_weight(pooled)
    scale, offset = measure.calibration(pooled.logits(frame_weight), pooled.truth)
    p = measure.probabilities(pooled.logits(frame_weight) * scale + offset)
    chosen = {label: measure.threshold_for(p[:, i], pooled.truth[:, i], PRECISION) for i, label in enumerate(LABELS)}
    thresholds = {label: threshold for label, (threshold, _) in chosen.items()}

    limit = measure.least_in_motion(pooled.calibrated(scale, offset), frame_weight, thresholds, LOST)

    raw, few, examiner = examined(network, options.work, options.photos, "test")
    test = {kind: samples.calibrated(scale, offset) for kind, samples in raw.items()}
    network.calibrate(scale, offset)

    def labels(samples, weight=frame_weight):
        return measure.of_labels(samples.logits(weight), samples.truth, thresholds)

    def nobody(samples, weight=frame_weight):
        return measure.named(samples.logits(weight), thresholds)

    def squirrels(samples, kinds):
        """As they are named; and whether the network can tell them apart at all, which a careful threshold hides."""
        named, even = (squirrel_or_bird(samples, kinds, threshold) for threshold in (thresholds["squirrel"], 0.5))
        return {"squirrel_or_bird": named, "squirrel_or_bird_at_even_odds": even}

    def views_of(figures, samples):
        return {"fused": figures(samples), "whole_frame": figures(samples, 1), "region": figures(samples, 0)}

    small = measure.joined(test["composed"], test["composed_few"])
    kinds = [photo.file.kind for photo in examiner.photos]
    cut_out = [photo.file.kind for photo in examiner.cut_out]
    stranger = (test["composed"].truth == FALSE).all(1)
    everything = [samples for kind, samples in test.items() if kind != "close_up"]
    before = measure.joined(*(samples for kind, samples in raw.items() if kind != "close_up"))
    after = measure.joined(*everything)
    measured = {
        "precision_expected": {label: precision for label, (_, precision) in chosen.items()},
        "photos_of_few": few,
        "photo_close_up": {"region": labels(test["close_up"]), **squirrels(test["close_up"], kinds)},
        "photo_small_in_scene": {**views_of(labels, small), **squirrels(test["composed"], cut_out)},
        "other_animal_small_in_scene_named": nobody(test["composed"].only(stranger)),
        "drawn": views_of(labels, test["drawn"]),
        "thing_named": views_of(nobody, test["things"]),
        "nothing_named": views_of(nobody, test["nothing"]),
        "evidence_on_what_moved": {"limit": limit, **measure.effect_of(limit, after, frame_weight, thresholds)},
        "calibration_error": {
            "before": measure.calibration_error(before.logits(frame_weight), before.truth),
            "after": measure.calibration_error(after.logits(frame_weight), after.truth),
        },
    }
    Path(options.work, "measured.json").write_text(json.dumps(measured, indent=1))
    choices = card.Choices(frame_weight, thresholds, limit, trained["views"], trained["epochs"])
    card.write(network, Path(options.models), choices, measured)


if __name__ == "__main__":
    main()
