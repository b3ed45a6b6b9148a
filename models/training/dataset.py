"""
The training views. Everything is composed once, passed through the part of the network that is not trained, and its maps are kept, since
two cores have no time to do it again.
"""

import json
from multiprocessing import Pool
from pathlib import Path
from threading import BoundedSemaphore
from typing import NamedTuple

import numpy
from PIL import Image

import backgrounds
import compose
import cutouts
import own
import photos
from teacher import Opinions
from views import COLUMNS, LABELS, ROWS, cells_under, frame_of, rectangle_around, share_inside, view

SEED = 1
UNKNOWN = 255  # of a cell: not known whether an animal is there
NOBODY = -1  # the row of the teacher's opinions where there is none
PER_TASK = 64
MOST_WAITING = 12  # pieces of some 15 MB that are composed before they are wanted


class View(NamedTuple):
    """
    A picture with the truth about it: targets (0, 1) and weights (0: not known), one of each for every label; the cells of the last map
    (0, 1, UNKNOWN); and the row of what the teacher thinks of the photo that is in it.
    """

    picture: Image.Image
    targets: list
    weights: list
    cells: numpy.ndarray
    opinion: int


class Animal(NamedTuple):
    """Somebody in a scene."""

    targets: list
    weights: list
    box: list
    opinion: int


def scenes(folder):
    with Path(folder, "truth.jsonl").open() as lines:
        return [json.loads(line) for line in lines]


def drawn(visitor):
    return Animal([float(label == visitor["label"]) for label in LABELS], [1.0] * len(LABELS), visitor["box"], NOBODY)


def judged(picture, animals, rectangle):
    """The truth about a view: who is mostly in it counts, who is cut through is not known."""
    targets, weights = numpy.zeros(len(LABELS)), numpy.ones(len(LABELS))
    cells, opinion = numpy.zeros((len(LABELS), ROWS, COLUMNS), numpy.uint8), NOBODY
    for somebody in animals:
        share = share_inside(somebody.box, rectangle)
        if share > 0.6:
            rows, columns = cells_under(somebody.box, rectangle)
            for label in range(len(LABELS)):
                if somebody.targets[label]:
                    targets[label] = weights[label] = 1
                    cells[label, rows, columns] = 1
                elif not somebody.weights[label] and not targets[label]:
                    weights[label] = 0
                    cells[label] = UNKNOWN
            opinion = somebody.opinion if len(animals) == 1 else NOBODY
        elif share > 0.1:
            weights[(numpy.array(somebody.targets) == 1) & (targets == 0)] = 0
    return View(picture, targets, weights, cells, opinion)


def somewhere(picture, targets, weights, opinion):
    """The truth about a picture of which it is known who is in it, and not where."""
    targets, weights = numpy.array(targets), numpy.array(weights)
    cells = numpy.zeros((len(LABELS), ROWS, COLUMNS), numpy.uint8)
    cells[(targets == 1) | (weights == 0)] = UNKNOWN
    return View(picture, targets, weights, cells, opinion)


def opinion_of(photo, opinions):
    """The row of what the teacher thinks of it; of what is no bird, its word is worth nothing."""
    return opinions.row[photo.file.name] if photo.file.is_bird else NOBODY


def shaken(box, random):
    """What a motion gate would mark: the box, but not exactly."""
    x, y, w, h = box
    grow_w, grow_h = random.uniform(0.7, 1.5), random.uniform(0.7, 1.5)
    cx = x + w / 2 + w * random.uniform(-0.25, 0.25)
    cy = y + h / 2 + h * random.uniform(-0.25, 0.25)
    return [cx - w * grow_w / 2, cy - h * grow_h / 2, w * grow_w, h * grow_h]


def anywhere(size, random):
    """A box where something else may have moved."""
    w, h = random.uniform(20, min(170, size[0] / 2)), random.uniform(20, min(130, size[1] / 2))
    return [random.uniform(0, size[0] - w), random.uniform(0, size[1] - h), w, h]


class Composer:
    """What the processes that compose have at hand. Its methods return the views of one scene each."""

    def __init__(self, work, photo_folder, split, own_folder):
        self.work, self.split = Path(work), split
        self.opinions = Opinions(Path(work, "teacher.npz"))
        self.photos = photos.listed(photo_folder, self.opinions, split)
        # Where no animal could be cut out, a piece of the photo may show none at all; of the scarce ones all are taken.
        self.cut_out = [photo for photo in self.photos if photo.is_scarce or cutouts.place(work, photo.file).exists()]
        # Of an animal that was painted over, a part may be left: it must be none of ours.
        self.strangers = [photo for photo in self.cut_out if not any(photo.targets) and all(photo.weights)]
        self.scarce = [photo for photo in self.photos if photo.is_scarce]
        self.alike = [photo for photo in self.cut_out if photo.file.kind == "other"]
        self.rows = scenes(Path(work, split))
        self.empty = [row for row in self.rows if not row["visitors"]]
        self.real, self.share_of_real = backgrounds.real(photo_folder, split)
        self.smokes = backgrounds.smoke(photo_folder, split)
        self.own = own.frames(own_folder) if own_folder else []

    def look(self, image, animals, rectangle, random):
        """The view of a rectangle of an image."""
        x, y, w, h = (int(edge) for edge in rectangle)
        crop = image.crop((x, y, x + max(w, 8), y + max(h, 8)))
        crop = compose.spoilt(crop, self.smokes, random)
        return judged(view(crop, frame_of(crop)), animals, rectangle)

    def backdrop(self, random):
        """A picture without animals: drawn, of a clip, or a photo whose animal was painted over."""
        kind = random.uniform()
        if kind < self.share_of_real:
            return compose.part(self.real[random.randint(len(self.real))], random)
        if kind < 0.65:
            return self.without_animal(self.strangers[random.randint(len(self.strangers))], random)
        return self.scene(self.empty[random.randint(len(self.empty))])

    def without_animal(self, photo, random):
        """The more it is enlarged, the larger are its leaves and bricks beside an animal."""
        image = cutouts.background(self.work, photo.file)
        width = int(random.uniform(1.2, 3) * image.width)
        return image.resize((width, width * image.height // image.width), Image.BILINEAR)

    def scene(self, row):
        return Image.open(self.work / self.split / row["file"]).convert("RGB")

    def drawn(self, i, random):
        """A scene of the simulation."""
        row = self.rows[i]
        image, animals = self.scene(row), [drawn(visitor) for visitor in row["visitors"]]
        boxes = [shaken(somebody.box, random) for somebody in animals[:2]] or [anywhere(image.size, random)]
        rectangles = [rectangle_around(box, image.size) for box in boxes]
        if i % 2 == 0:
            rectangles.append(frame_of(image))
        return [self.look(image, animals, rectangle, random) for rectangle in rectangles]

    def close_up(self, i, random):
        return [self.alone(self.photos[i], random)]

    def close_up_of_few(self, i, random):
        return [self.alone(self.scarce[i % len(self.scarce)], random)]

    def alone(self, photo, random):
        picture = compose.spoilt(photos.close_up(photo.file, random), self.smokes, random)
        return somewhere(picture, photo.targets, photo.weights, opinion_of(photo, self.opinions))

    def composed(self, i, random):
        return self.put(self.cut_out[i % len(self.cut_out)], random)

    def composed_alike(self, i, random):
        """An animal that is taken for a squirrel."""
        return self.put(self.alike[i % len(self.alike)], random)

    def composed_few(self, i, random):
        return self.put(self.scarce[i % len(self.scarce)], random)

    def put(self, photo, random):
        """The photo's animal small in an empty scene, at times with another, or beside something."""
        image = self.backdrop(random)
        if random.uniform() < 0.15:
            compose.paste(image, self.thing(random), random.uniform(20, 70), random)
        animals = []
        if random.uniform() < 0.1:
            animals.append(self.pasted(self.cut_out[random.randint(len(self.cut_out))], image, random))
        animals.append(self.pasted(photo, image, random))
        views = [self.look(image, animals, rectangle_around(shaken(animals[-1].box, random), image.size), random)]
        if random.uniform() < 0.25:
            views.append(self.look(image, animals, frame_of(image), random))
        return views

    def pasted(self, photo, image, random):
        box = compose.paste(image, compose.animal(photo, self.work, random), compose.height_of(photo, random), random)
        return Animal(photo.targets, photo.weights, box, opinion_of(photo, self.opinions))

    def thing(self, random):
        return compose.thing(self.strangers[random.randint(len(self.strangers))], random)

    def put_thing(self, image, random):
        """Something that is no animal, of any size, somewhere on the image (which is changed). Returns its box."""
        return compose.paste(image, self.thing(random), 18 * (150 / 18) ** random.uniform(), random)

    def nothing(self, i, random):
        """A crop where a thing lies, or where nothing does; at times the whole frame."""
        image = self.backdrop(random)
        kind = random.uniform()
        if kind < 0.6:
            box = self.put_thing(image, random)
            rectangle = rectangle_around(shaken(box, random), image.size)
        else:
            rectangle = rectangle_around(anywhere(image.size, random), image.size) if kind < 0.9 else frame_of(image)
        return [self.look(image, [], rectangle, random)]

    def of_own(self, i, random):
        """A frame of the person's own: all of it, and the crop around what moved where that is known."""
        frame = self.own[i % len(self.own)]
        image = Image.open(frame.path).convert("RGB")
        known = [1.0] * len(LABELS)
        whole = somewhere(view(compose.spoilt(image, self.smokes, random), frame_of(image)), frame.targets, known, NOBODY)
        if any(frame.targets) and frame.box is None:
            return [whole]
        box = frame.box or anywhere(image.size, random)
        animals = [Animal(frame.targets, known, box, NOBODY)] if any(frame.targets) else []
        return [whole, self.look(image, animals, rectangle_around(shaken(box, random), image.size), random)]


def begin(work, photo_folder, split, own_folder):
    global composer
    composer = Composer(work, photo_folder, split, own_folder)


def made(task):
    """The views of one task as arrays. The same task gives the same views, whoever does it."""
    kind, first, count, seed = task
    random = numpy.random.RandomState(seed)
    views = [one for i in range(first, first + count) for one in getattr(composer, kind)(i, random)]
    return (
        numpy.stack([numpy.asarray(one.picture) for one in views]), numpy.array([one.targets for one in views], "f4"),
        numpy.array([one.weights for one in views], "f4"), numpy.stack([one.cells for one in views]),
        numpy.array([one.opinion for one in views], "i4"))


def tasks(composer, rounds):
    """How often what is shown."""
    amounts = {
        "drawn": len(composer.rows),
        "close_up": len(composer.photos),
        "close_up_of_few": 25 * len(composer.scarce),
        "composed": rounds * len(composer.cut_out),
        "composed_few": 50 * rounds * len(composer.scarce),
        "composed_alike": 5 * rounds * len(composer.alike),
        "nothing": 4000 * rounds,
        "of_own": 12 * len(composer.own),
    }
    pieces = [(kind, first, min(PER_TASK, amount - first)) for kind, amount in amounts.items() for first in range(0, amount, PER_TASK)]
    return [(*piece, SEED + number) for number, piece in enumerate(pieces)]


def views(work, photo_folder, rounds, own_folder=None):
    """All training views, in pieces: pictures, targets, weights, cells, opinions."""
    everything = tasks(Composer(work, photo_folder, "train", own_folder), rounds)
    waiting = BoundedSemaphore(MOST_WAITING)

    def as_they_are_fetched():
        for task in everything:
            waiting.acquire()
            yield task

    with Pool(2, begin, (work, photo_folder, "train", own_folder)) as pool:
        for number, piece in enumerate(pool.imap(made, as_they_are_fetched())):
            waiting.release()
            if number % 50 == 0:
                print(f"views: piece {number} of {len(everything)}", flush=True)
            yield piece
