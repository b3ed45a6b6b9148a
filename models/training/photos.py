"""The photos: which there are, what they show, which split they belong to, and close-ups of them."""

import csv
from pathlib import Path
from typing import NamedTuple

from PIL import Image

from views import HEIGHT, LABELS, WIDTH

# Above the one the teacher's word is taken; above the other, a photo is nobody's: neither a label's nor a counter-example.
CERTAIN, POSSIBLE = 0.75, 0.15
# The few photos of a scarce species in turn: neither the training nor the test goes without.
SHARED_OUT = ["train", "test", "train", "test", "train", "validation"]
# Seen by eye: the teacher is certain, and wrong. Of these the label is not known.
MISTAKEN = {"bird-unlabelled/01263.jpg", "bird-unlabelled/01635.jpg"}


class File(NamedTuple):
    """A picture of one animal: the photo, or a box in it (x, y, w, h)."""

    path: Path
    box: list | None
    kind: str
    name: str

    @property
    def is_bird(self):
        return self.kind not in ("squirrel", "other")


class Photo(NamedTuple):
    """A file with the truth about it, for every label: the target is 0 or 1, and a weight of 0 says that it is not known."""

    file: File
    targets: list
    weights: list
    is_scarce: bool


def files(folder):
    """All of them, in a fixed order."""
    found = []
    for kind in ("squirrel", "bird-unlabelled", "other"):
        found += [File(path, None, kind, f"{kind}/{path.name}") for path in sorted(Path(folder, kind).glob("*.jpg"))]
    for path in sorted(Path(folder, "feeder-ccbysa", "crops").glob("*.jpg")):
        found.append(File(path, None, "sparrow" if "sparrow" in path.name else "marsh tit" if "marsh_tit" in path.name else "feeder bird", f"feeder/{path.name}"))
    table = Path(folder, "house-sparrow-cc0", "boxes.csv")
    if table.exists():
        with table.open() as rows:
            for i, row in enumerate(csv.DictReader(rows)):
                box = [float(row[f"bbox_{key}"]) for key in ("x", "y", "width", "height")]
                found.append(File(table.parent / row["image_name"], box, "sparrow", f"house-sparrow/{Path(row['image_name']).stem}-{i}.jpg"))
    return found


def listed(folder, opinions, split):
    """The photos of a split."""
    everything = files(folder)
    scarce = {}
    for item in everything:
        label = scarce_label(item, opinions)
        if label is not None:
            scarce.setdefault(label, []).append(item)
    shared_out = {item.name: SHARED_OUT[photo_number(items, item) % len(SHARED_OUT)] for items in scarce.values() for item in items}
    return [photo(item, opinions, item.name in shared_out) for item in everything if shared_out.get(item.name, split_of(item)) == split]


def photo_number(items, item):
    """Boxes of one photo stay in one split."""
    return sorted({other.path for other in items}).index(item.path)


def split_of(item):
    """Neighbours in the lists are often near-duplicates, so they stay together: of 10 blocks of 40, seven train, two validate, one is the test."""
    stem = item.path.stem
    number = int(stem) // 40 if stem.isdigit() else sum(stem.encode())
    return {7: "validation", 8: "validation", 9: "test"}.get(number % 10, "train")


def scarce_label(item, opinions):
    """The label of a photo of which there are few: by its name, or because the teacher is certain."""
    if item.kind == "sparrow":
        return "sparrow"
    if item.kind == "marsh tit":
        return "chickadee"  # Poecile palustris
    if item.kind == "bird-unlabelled" and item.name not in MISTAKEN:
        for label in LABELS:
            if opinions.of(item.name, label) >= CERTAIN:
                return label
    return None


def photo(item, opinions, is_scarce):
    targets, weights = [0.0] * len(LABELS), [1.0] * len(LABELS)
    label = scarce_label(item, opinions) if is_scarce else item.kind
    if label in LABELS:
        targets[LABELS.index(label)] = 1.0
    elif item.kind == "bird-unlabelled":
        weights = [0.0 if opinions.of(item.name, label) >= POSSIBLE else 1.0 for label in LABELS]
    return Photo(item, targets, weights, is_scarce)


def picture(item):
    """The photo, or its box with some air around it."""
    image = Image.open(item.path).convert("RGB")
    if item.box is None:
        return image
    x, y, w, h = item.box
    air = 0.15 * max(w, h)
    return image.crop((int(max(x - air, 0)), int(max(y - air, 0)), int(min(x + w + air, image.width)), int(min(y + h + air, image.height))))


def close_up(item, random):
    """Most of the picture, in the input's aspect."""
    image = picture(item)
    scale = random.uniform(0.75, 1.0)
    width = min(image.width, image.height * WIDTH / HEIGHT) * scale
    height = width * HEIGHT / WIDTH
    x = random.uniform(0, image.width - width)
    y = random.uniform(0, image.height - height)
    return image.resize((WIDTH, HEIGHT), Image.BILINEAR, box=(x, y, x + width, y + height))
