"""Cuts the animals out of the photos. Writes WORK/cutouts/NAME.png with an alpha channel for each that came out well."""

import itertools
from multiprocessing import Pool
from pathlib import Path

import cv2
import numpy
import torch
from PIL import Image
from PIL.PngImagePlugin import PngInfo

import photos
import step
from teacher import Opinions, Teacher

ALIKE = 0.6  # cosine of the teacher's features of the photo and of the cutout on grey: below, a head or half a body is missing
LARGEST = 112  # pixels that GrabCut is given; the outline is then enlarged to the photo
BATCH = 32


def place(work, item):
    return Path(work, "cutouts", item.name.replace("/", "-")).with_suffix(".png")


def cut(picture, where):
    """
    GrabCut (Rother et al. 2004), begun where the teacher sees the animal and towards the middle.
    Returns RGBA, cut to the animal, and where its corner was in the photo; None where there is nothing of one piece.
    """
    reduced = picture.copy()
    reduced.thumbnail((LARGEST, LARGEST))
    pixels = numpy.asarray(reduced)[:, :, ::-1].copy()
    height, width = pixels.shape[:2]
    down, across = numpy.mgrid[0:height, 0:width]
    middle = numpy.exp(-((across / width - 0.5) / 0.45) ** 2 - ((down / height - 0.5) / 0.45) ** 2)
    likely = cv2.resize(where.astype("f4"), (width, height)) * middle
    mask = numpy.full((height, width), cv2.GC_PR_BGD, numpy.uint8)
    mask[likely > 0.12 * likely.max()] = cv2.GC_PR_FGD
    mask[likely > 0.6 * likely.max()] = cv2.GC_FGD
    rim = max(2, int(0.03 * min(height, width)))
    mask[:rim] = mask[-rim:] = mask[:, :rim] = mask[:, -rim:] = cv2.GC_BGD
    # Its clusters begin at random: the same photo gives the same cutout, whoever cuts it and after whichever other.
    cv2.setRNGSeed(1)
    try:
        cv2.grabCut(pixels, mask, None, numpy.zeros((1, 65)), numpy.zeros((1, 65)), 2, cv2.GC_INIT_WITH_MASK)
    except cv2.error:
        return None
    animal = ((mask == cv2.GC_FGD) | (mask == cv2.GC_PR_FGD)).astype(numpy.uint8)
    animal = cv2.morphologyEx(animal, cv2.MORPH_OPEN, numpy.ones((3, 3), numpy.uint8))
    count, pieces, sizes, _ = cv2.connectedComponentsWithStats(animal)
    if count < 2 or not 0.06 < sizes[1:, cv2.CC_STAT_AREA].max() / animal.size < 0.65:
        return None
    largest = 1 + int(sizes[1:, cv2.CC_STAT_AREA].argmax())
    animal = cv2.morphologyEx((pieces == largest).astype(numpy.uint8), cv2.MORPH_CLOSE, numpy.ones((5, 5), numpy.uint8))
    alpha = cv2.resize(cv2.GaussianBlur(255 * animal.astype("f4"), (0, 0), 0.7), picture.size)
    rgba = Image.fromarray(numpy.dstack([numpy.asarray(picture), alpha.astype(numpy.uint8)]), "RGBA")
    ys, xs = numpy.nonzero(alpha > 127)
    corner = int(xs.min()), int(ys.min())
    return rgba.crop((*corner, int(xs.max()) + 1, int(ys.max()) + 1)), corner


def keep(figure, corner, path):
    """Writes a cutout with the place of its corner."""
    where = PngInfo()
    where.add_text("x", str(corner[0]))
    where.add_text("y", str(corner[1]))
    figure.save(path, pnginfo=where)


def background(work, item):
    """The photo without its animal, painted over (Telea 2004) from around."""
    pixels = numpy.asarray(photos.picture(item))[:, :, ::-1].copy()
    figure = Image.open(place(work, item))
    mask = numpy.zeros(pixels.shape[:2], numpy.uint8)
    x, y = int(figure.text["x"]), int(figure.text["y"])
    mask[y:y + figure.height, x:x + figure.width] = numpy.asarray(figure)[:, :, 3]
    mask = cv2.dilate((mask > 20).astype(numpy.uint8), numpy.ones((9, 9), numpy.uint8))
    return Image.fromarray(cv2.inpaint(pixels, mask, 4, cv2.INPAINT_TELEA)[:, :, ::-1])


def on_grey(cutout):
    """As large in a square as animals are in photos."""
    side = int(1.25 * max(cutout.size))
    square = Image.new("RGB", (side, side), (128, 128, 128))
    square.paste(cutout, ((side - cutout.width) // 2, (side - cutout.height) // 2), cutout)
    return square


def begin(work):
    global opinions
    cv2.setNumThreads(1)
    opinions = Opinions(Path(work, "teacher.npz"))


def of_item(item):
    picture = photos.picture(item)
    return item, *(cut(picture, opinions.where[opinions.row[item.name]]) or (None, None))


def alike(teacher, opinions, items, figures):
    """Whether the teacher sees in each cutout what it sees in the photo."""
    before = torch.from_numpy(numpy.stack([opinions.pooled[opinions.row[item.name]] for item in items]).astype("f4"))
    after = teacher.maps([on_grey(figure) for figure in figures]).mean((2, 3))
    return torch.nn.functional.cosine_similarity(before, after, 1) >= ALIKE


def main():
    options = step.options()

    torch.set_num_threads(1)
    Path(options.work, "cutouts").mkdir(exist_ok=True)
    teacher, opinions = Teacher(Path(options.work, "teacher")), Opinions(Path(options.work, "teacher.npz"))
    everything, kept = photos.files(options.photos), 0
    with Pool(2, begin, (options.work,)) as pool:
        found = (one for one in pool.imap(of_item, everything, 8) if one[1] is not None)
        while batch := list(itertools.islice(found, BATCH)):
            items, figures, corners = zip(*batch)
            for item, figure, corner, good in zip(items, figures, corners, alike(teacher, opinions, items, figures)):
                if good:
                    keep(figure, corner, place(options.work, item))
                    kept += 1
    Path(options.work, "cutouts", "done").touch()
    print(f"{kept} of {len(everything)} animals cut out")


if __name__ == "__main__":
    main()
