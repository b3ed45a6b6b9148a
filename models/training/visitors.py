"""Writes cut-out animals of a split as WORK/visitors/LABEL_NAME.png: who comes in `birbcam bench sightings --cutouts`."""

from pathlib import Path

import numpy

import compose
import cutouts
import photos
import step
from dataset import SEED
from teacher import Opinions
from views import LABELS

EACH = 60  # of a kind; of the scarce ones, all there are


def kind_of(photo, opinions):
    """The label; birds that are surely none of ours are birds, and of others nobody knows."""
    label = next((label for label, target in zip(LABELS, photo.targets) if target), None)
    if label or photo.file.kind == "other":
        return label or "animal"
    return "bird" if all(photo.weights) else None


def main():
    options = step.options(("split", {"required": True}))

    random = numpy.random.RandomState(SEED)
    opinions = Opinions(Path(options.work, "teacher.npz"))
    everything = photos.listed(options.photos, opinions, options.split)
    folder = Path(options.work, "visitors", options.split)
    folder.mkdir(parents=True, exist_ok=True)
    strangers = [photo for photo in everything if kind_of(photo, opinions) == "bird"]
    written = {}
    for i in random.permutation(len(everything)):
        photo = everything[i]
        kind = kind_of(photo, opinions)
        cut = cutouts.place(options.work, photo.file)
        if kind is None or written.get(kind, 0) >= EACH or not (photo.is_scarce or cut.exists()):
            continue
        written[kind] = written.get(kind, 0) + 1
        compose.animal(photo, options.work, random).save(Path(folder, f"{kind}_{cut.name}"))
    for i in range(EACH):
        compose.thing(strangers[random.randint(len(strangers))], random).save(Path(folder, f"none_{i:03}.png"))
    print(f"{folder}: {written}, and {EACH} things that are no animal")


if __name__ == "__main__":
    main()
