"""A person's own pictures, named as the ancestor named them: label1_label2_DATE.jpg, or none_DATE.jpg."""

import json
import sys
from pathlib import Path
from typing import NamedTuple

from PIL import Image

from views import LABELS

NOBODY = ("none", "unknown", "nothing")


class Frame(NamedTuple):
    path: Path
    targets: list
    box: list | None  # of what moved, in pixels: x, y, w, h


def frames(folder):
    """Whose name begins with a label, or with none; the box of what moved is taken from the record beside it (NAME.json), where there is one."""
    found = []
    for path in sorted(Path(folder).rglob("*.jpg")):
        words = path.stem.split("_")
        labels = [word for word in words if word in LABELS]
        if not labels and words[0] not in NOBODY:
            print(f"{path}: left out, its name begins with none of {', '.join(LABELS)}, none", file=sys.stderr, flush=True)
            continue
        found.append(Frame(path, [float(label in labels) for label in LABELS], box_of(path)))
    return found


def box_of(path):
    record = path.with_suffix(".json")
    motion = json.loads(record.read_text(encoding="utf-8")).get("motion") if record.exists() else None
    if not motion:
        return None
    with Image.open(path) as image:
        x, y, w, h = motion["box"]
        return [x * image.width, y * image.height, w * image.width, h * image.height]
