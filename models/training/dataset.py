"""The cache of training views: everything is resampled once and kept as bytes, since two cores have no time to do it again."""

import json
from pathlib import Path

import numpy
from PIL import Image

import photos
from views import COLUMNS, HEIGHT, LABELS, ROWS, WIDTH, cells_under, frame_of, rectangle_around, share_inside, view

SEED = 1


class Cache:
    """
    Views as bytes on disk with their targets (0 or 1) and weights (0 is: not known), one of each for every label; and where the
    animals are: cells of the last map (0, 1, or UNKNOWN).
    """

    UNKNOWN = 255

    def __init__(self, path, capacity):
        self.views = numpy.memmap(path, numpy.uint8, "w+", shape=(capacity, HEIGHT, WIDTH, 3))
        self.targets = numpy.zeros((capacity, len(LABELS)), numpy.float32)
        self.weights = numpy.ones((capacity, len(LABELS)), numpy.float32)
        self.cells = numpy.zeros((capacity, len(LABELS), ROWS, COLUMNS), numpy.uint8)
        self.count = 0

    def add(self, picture, targets, weights, places=None):
        """places: (label index, rows, columns) of everybody; without them it is not known where the animals are."""
        self.views[self.count] = numpy.asarray(picture)
        self.targets[self.count] = targets
        self.weights[self.count] = weights
        self.cells[self.count, [target == 1 and places is None or weight < 1 for target, weight in zip(targets, weights)]] = self.UNKNOWN
        for label, rows, columns in places or []:
            self.cells[self.count, label, rows, columns] = 1
        self.count += 1


def scenes(folder):
    with Path(folder, "truth.jsonl").open() as lines:
        return [json.loads(line) for line in lines]


def judge(visitors, rectangle):
    """Targets, weights and places of a view: who is mostly in it counts, who is cut through is not known."""
    targets, weights, places = [0.0] * len(LABELS), [1.0] * len(LABELS), []
    for visitor in visitors:
        label = LABELS.index(visitor["label"])
        share = share_inside(visitor["box"], rectangle)
        if share > 0.6:
            targets[label] = 1.0
            weights[label] = 1.0
            places.append((label, *cells_under(visitor["box"], rectangle)))
        elif share > 0.1 and targets[label] == 0:
            weights[label] = 0.0
    return targets, weights, places


def shaken(box, random):
    """What a motion gate would mark: the box, but not exactly."""
    x, y, w, h = box
    grow_w, grow_h = random.uniform(0.6, 1.7), random.uniform(0.6, 1.7)
    cx = x + w / 2 + w * random.uniform(-0.35, 0.35)
    cy = y + h / 2 + h * random.uniform(-0.35, 0.35)
    return [cx - w * grow_w / 2, cy - h * grow_h / 2, w * grow_w, h * grow_h]


def anywhere(size, random):
    """A box where something else may have moved: plume, soil, ribbon, snow."""
    w, h = random.uniform(24, 170), random.uniform(24, 130)
    return [random.uniform(0, size[0] - w), random.uniform(0, size[1] - h), w, h]


def build(work, photo_folder):
    random = numpy.random.RandomState(SEED)
    rows = scenes(Path(work, "train"))
    pictures = photos.listed(photo_folder, "train")
    few = [item for item in pictures if item[2][photos.SPARROW] == 1]
    composed = 3 * len(rows) // 4
    close = len(pictures)
    cache = Cache(Path(work, "views.u8"), 4 * len(rows) + close + 2 * composed + 30 * len(few))

    for row in rows:
        image = Image.open(Path(work, "train", row["file"])).convert("RGB")
        add_scene(cache, image, row["visitors"], random)
    for i in random.permutation(close):
        path, box, targets, weights = pictures[i]
        cache.add(photos.close_up(path, box, random), targets, weights)
    for item in few * 30:
        cache.add(photos.close_up(item[0], item[1], random), item[2], item[3])

    empty = [row for row in rows if not row["visitors"]]
    for _ in range(composed):
        row = empty[random.randint(len(empty))]
        source = few if random.uniform() < 0.05 and few else pictures
        path, box, targets, weights = source[random.randint(len(source))]
        image = Image.open(Path(work, "train", row["file"])).convert("RGB")
        pasted = photos.paste_into(image, path, box, random)
        for rectangle in (frame_of(image), rectangle_around(shaken(pasted, random), image.size)):
            places = [(label, *cells_under(pasted, rectangle)) for label, target in enumerate(targets) if target]
            cache.add(view(image, rectangle), targets, weights, places)
    return cache


def add_scene(cache, image, visitors, random):
    boxes = [shaken(visitor["box"], random) for visitor in visitors[:2]] + [anywhere(image.size, random)]
    for rectangle in [frame_of(image)] + [rectangle_around(box, image.size) for box in boxes]:
        cache.add(view(image, rectangle), *judge(visitors, rectangle))
