"""The photos: which there are, which split they belong to, and how they become views."""

import csv
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

from views import HEIGHT, LABELS, WIDTH

SPARROW = LABELS.index("sparrow")


def split_of(path):
    """Neighbours in the lists are often near-duplicates, so they stay together: 8 of 10 blocks of 40 train, one each is kept back."""
    number = int(path.stem) // 40 % 10
    return {8: "validation", 9: "test"}.get(number, "train")


def listed(photos, split):
    """(path, box or None, targets, weights) for the photos of a split. A weight of 0 says: not known."""
    found = []
    for kind in ("squirrel", "bird-unlabelled", "other"):
        for path in sorted(Path(photos, kind).glob("*.jpg")):
            if (split_of(path) if path.stem.isdigit() else split_by_name(path)) == split:
                found.append((path, None, *meaning(kind)))
    return found + sparrows(photos, split)


def split_by_name(path):
    return ["validation", "test", "train", "train", "train", "train", "train", "train", "train", "train"][sum(path.stem.encode()) % 10]


def meaning(kind):
    targets, weights = [0.0] * 4, [1.0] * 4
    if kind in LABELS:
        targets[LABELS.index(kind)] = 1.0
    elif kind == "bird-unlabelled":
        # About one in a hundred is a chickadee, a magpie or a sparrow, and nobody has said which.
        weights = [0.4, 0.4, 0.4, 1.0]
    return targets, weights


def sparrows(photos, split):
    """The few labelled feeder birds: every second photo, with all birds in it, is for training, the others for the test."""
    boxes = {}
    table = Path(photos, "house-sparrow-cc0", "boxes.csv")
    if table.exists():
        with table.open() as rows:
            for row in csv.DictReader(rows):
                box = [float(row[f"bbox_{key}"]) for key in ("x", "y", "width", "height")]
                boxes.setdefault(table.parent / row["image_name"], []).append((box, "sparrow"))
    for path in sorted(Path(photos, "feeder-ccbysa", "crops").glob("*.jpg")):
        boxes[path] = [(None, "sparrow" if "sparrow" in path.name else "other")]

    kept = {"train": 0, "test": 1}.get(split)
    return [(path, box, *meaning(kind)) for i, path in enumerate(sorted(boxes)) if i % 2 == kept for box, kind in boxes[path]]


def close_up(path, box, random):
    """The photo, or what its box shows with some air around it, in the input's aspect."""
    image = Image.open(path).convert("RGB")
    if box is None:
        scale = random.uniform(0.75, 1.0)
        width = min(image.width, image.height * WIDTH / HEIGHT) * scale
        height = width * HEIGHT / WIDTH
        x = random.uniform(0, image.width - width)
        y = random.uniform(0, image.height - height)
    else:
        grown = random.uniform(1.2, 2.0)
        width = max(box[2], box[3] * WIDTH / HEIGHT) * grown
        height = width * HEIGHT / WIDTH
        x = min(max(box[0] + box[2] / 2 - width / 2, 0), max(image.width - width, 0))
        y = min(max(box[1] + box[3] / 2 - height / 2, 0), max(image.height - height, 0))
    right, bottom = min(x + width, image.width), min(y + height, image.height)
    return image.resize((WIDTH, HEIGHT), Image.BILINEAR, box=(x, y, right, bottom))


def paste_into(scene, path, box, random):
    """The middle of the photo, with a soft rim, somewhere on the scene (which is changed): returns its box."""
    photo = Image.open(path).convert("RGB")
    if box is not None:
        photo = photo.crop((int(box[0]), int(box[1]), int(box[0] + box[2]), int(box[1] + box[3])))
    high = int(random.uniform(50, 150))
    wide = max(24, int(high * min(1.4, max(0.7, photo.width / photo.height))))
    photo = photo.resize((wide, high), Image.BILINEAR)
    mask = Image.new("L", (wide, high), 0)
    ImageDraw.Draw(mask).ellipse((3, 3, wide - 4, high - 4), fill=255)
    mask = mask.filter(ImageFilter.GaussianBlur(random.uniform(1.5, 5)))
    x, y = int(random.uniform(0, scene.width - wide)), int(random.uniform(scene.height * 0.2, scene.height - high))
    scene.paste(photo, (x, y), mask)
    return [x, y, wide, high]
