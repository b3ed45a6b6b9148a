"""Puts cut-out animals, and things that are none, small into pictures; and spoils pictures as weather, lenses and cameras do."""

import io

import numpy
from PIL import Image, ImageDraw, ImageFilter

import cutouts
import photos

# Heights in pixels of frames of 480 lines, smallest and largest, by label; birds that are none of ours come in all sizes.
HEIGHTS = {"chickadee": (22, 80), "magpie": (45, 170), "sparrow": (24, 90), "squirrel": (40, 170)}
BIRD = (22, 140)


def animal(photo, work, random):
    """The photo's animal as RGBA: cut out, or the middle of the photo with a soft rim where it could not be."""
    path = cutouts.place(work, photo.file)
    if path.exists():
        return Image.open(path)
    image = photos.picture(photo.file).convert("RGBA")
    mask = Image.new("L", image.size, 0)
    rim = int(0.06 * min(image.size))
    ImageDraw.Draw(mask).ellipse((rim, rim, image.width - rim, image.height - rim), fill=255)
    image.putalpha(mask.filter(ImageFilter.GaussianBlur(random.uniform(0.03, 0.1) * min(image.size))))
    return image


def paste(scene, figure, height, random):
    """The figure, that high in pixels, somewhere on the scene (which is changed). Returns its box: x, y, w, h."""
    height = int(min(height, 0.7 * scene.height, 0.7 * scene.width * figure.height / figure.width))
    width = max(6, int(height * figure.width / figure.height))
    figure = figure.resize((width, height), Image.BOX if height < figure.height / 2 else Image.BILINEAR)
    if random.uniform() < 0.5:
        figure = figure.transpose(Image.FLIP_LEFT_RIGHT)
    x = int(random.uniform(-0.1 * width, scene.width - 0.9 * width))
    y = int(random.uniform(0.1 * scene.height, scene.height - height))
    tone = random.uniform(0.55, 1.2) * (1 + 0.08 * random.standard_normal(3))
    pixels = numpy.asarray(figure).astype("f4")
    pixels[:, :, :3] = (pixels[:, :, :3] * tone).clip(0, 255)
    figure = Image.fromarray(pixels.astype(numpy.uint8), "RGBA")
    scene.paste(figure, (x, y), figure)
    return [x, y, width, height]


def part(backdrop, random):
    """Most of a frame or all of it, as large as it was, at times mirrored: as if the camera hung elsewhere."""
    scale = random.uniform(0.6, 1)
    width, height = scale * backdrop.width, scale * backdrop.height
    x, y = random.uniform(0, backdrop.width - width), random.uniform(0, backdrop.height - height)
    seen = backdrop.resize(backdrop.size, Image.BILINEAR, box=(x, y, x + width, y + height))
    return seen.transpose(Image.FLIP_LEFT_RIGHT) if random.uniform() < 0.5 else seen


def height_of(photo, random):
    """Small ones are as likely as large ones."""
    label = next((label for label, target in zip(photos.LABELS, photo.targets) if target), None)
    low, high = HEIGHTS.get(label, (40, 170) if photo.file.kind == "other" else BIRD)
    return low * (high / low) ** random.uniform()


def texture(photo, random):
    """A corner of a photo in an outline that no animal has."""
    image = photos.picture(photo.file)
    side = max(16, int(0.3 * min(image.size)))
    x, y = (0 if random.uniform() < 0.5 else image.width - side), (0 if random.uniform() < 0.5 else image.height - side)
    patch = image.crop((x, y, x + side, y + side)).resize((96, 96), Image.BILINEAR).convert("RGBA")
    patch.putalpha(blob(random))
    return patch.crop(patch.getbbox() or (0, 0, 96, 96))


def blob(random, roughness=None):
    """A patch with a ragged outline, 96 × 96."""
    rough = random.uniform(0.5, 1.5) if roughness is None else roughness
    field = noise(96, random)
    down, across = numpy.mgrid[-1:1:96j, -1:1:96j]
    stretched = across ** 2 / random.uniform(0.3, 1) + down ** 2 / random.uniform(0.3, 1)
    inside = (0.7 - stretched + 0.6 * rough * field) > 0
    return Image.fromarray((255 * inside).astype(numpy.uint8)).filter(ImageFilter.GaussianBlur(1))


def noise(side, random):
    """Smooth noise of four octaves, about -1..1."""
    total = numpy.zeros((side, side), "f4")
    for octave, weight in ((3, 1), (6, 0.6), (12, 0.4), (24, 0.3)):
        grid = Image.fromarray(random.standard_normal((octave, octave)).astype("f4"))
        total += weight * numpy.asarray(grid.resize((side, side), Image.BICUBIC))
    return total / 1.8


def painted(colours, mask, random, grain=0.15):
    """A mask filled with noise between two colours, as RGBA."""
    share = (0.5 + 0.5 * noise(96, random))[:, :, None].clip(0, 1)
    colour = numpy.array(colours[0]) * share + numpy.array(colours[1]) * (1 - share)
    colour = colour * (1 + grain * random.standard_normal((96, 96, 1)))
    rgba = numpy.dstack([colour.clip(0, 255), numpy.asarray(mask)]).astype(numpy.uint8)
    picture = Image.fromarray(rgba, "RGBA")
    return picture.crop(picture.getbbox() or (0, 0, 96, 96))


def soil(random):
    """A dark patch where the snow has gone, as like as not with a pale rim or specks: what the ancestor called a chickadee."""
    dark, light = random.uniform(15, 60, 3) * [1.15, 1, 0.85], random.uniform(60, 130, 3) * [1.15, 1, 0.85]
    return painted((dark, light), blob(random, 1.5), random)


def snow(random):
    """A lump of snow."""
    return painted((random.uniform(215, 255, 3), random.uniform(170, 225) * numpy.array([0.97, 1, 1.04])), blob(random), random, 0.03)


def brick(random):
    """A brick or a flower pot."""
    mask = Image.new("L", (96, 96), 0)
    ImageDraw.Draw(mask).rectangle((8, int(random.uniform(20, 35)), 88, int(random.uniform(60, 80))), fill=255)
    mask = mask.rotate(random.uniform(-20, 20))
    base = random.uniform(0.6, 1.1) * numpy.array([165, 85, 65])
    return painted((base, base * 0.7), mask, random)


def cone(random):
    """A pine cone: an egg of rows of scales."""
    mask, scales = Image.new("L", (96, 96), 0), Image.new("RGB", (96, 96))
    half = random.uniform(16, 28)
    ImageDraw.Draw(mask).ellipse((48 - half, 8, 48 + half, 88), fill=255)
    base, draw = random.uniform(0.5, 1.1) * numpy.array([120, 85, 60]), ImageDraw.Draw(scales)
    for row in range(0, 100, 10):
        for column in range(-10, 110, 12):
            shade = tuple(int(c) for c in base * random.uniform(0.4, 1.3))
            left, top = column + (row // 10 % 2) * 6, row
            draw.polygon([(left, top), (left + 12, top), (left + 6, top + 14)], fill=shade)
    scales.putalpha(mask.filter(ImageFilter.GaussianBlur(1)))
    return scales.rotate(random.uniform(0, 360)).crop((10, 4, 86, 92))


def thing(some_photo, random):
    """Something that moved or is there, and is no animal."""
    kind = random.randint(6)
    return (soil, soil, snow, brick, cone)[kind](random) if kind < 5 else texture(some_photo, random)


def spoilt(view, smokes, random):
    """Snow, smoke, blur, low light, a wrong exposure or white balance, noise and JPEG, each at times. Frame pixels in, frame pixels out."""
    if smokes and random.uniform() < 0.15:
        view = smoked(view, smokes[random.randint(len(smokes))], random)
    if random.uniform() < 0.12:
        view = snowed(view, random)
    if random.uniform() < 0.25:
        view = view.filter(ImageFilter.GaussianBlur(random.uniform(0.4, 1.3)))
    pixels = numpy.asarray(view).astype("f4") / 255
    dark = random.uniform() < 0.15
    gain = random.uniform(0.3, 0.6) if dark else random.uniform(0.65, 1.5)
    pixels = pixels ** random.uniform(0.75, 1.35) * gain * random.uniform(0.88, 1.12, 3)
    if random.uniform() < 0.08:
        pixels = numpy.repeat(pixels.mean(2, keepdims=True), 3, 2)
    if random.uniform() < 0.6:
        pixels = pixels + random.uniform(0.002, 0.05 if dark else 0.025) * random.standard_normal(pixels.shape)
    view = Image.fromarray((255 * pixels.clip(0, 1)).astype(numpy.uint8))
    if random.uniform() < 0.6:
        kept = io.BytesIO()
        view.save(kept, "JPEG", quality=int(random.uniform(35, 92)))
        view = Image.open(kept).convert("RGB")
    return view


def smoked(view, smoke, random):
    """Screen-blended: 1 − (1 − a)(1 − b)."""
    side = random.uniform(0.3, 1) * min(smoke.size)
    x, y = random.uniform(0, smoke.width - side), random.uniform(0, smoke.height - side)
    layer = numpy.asarray(smoke.resize(view.size, Image.BILINEAR, box=(x, y, x + side, y + side))).astype("f4") / 255
    base = numpy.asarray(view).astype("f4") / 255
    blended = 1 - (1 - base) * (1 - random.uniform(0.2, 0.8) * layer)
    return Image.fromarray((255 * blended).astype(numpy.uint8))


def snowed(view, random):
    view = view.copy()
    draw = ImageDraw.Draw(view)
    for _ in range(int(random.uniform(4, 60) * view.width / 256)):
        x, y, r = random.uniform(0, view.width), random.uniform(0, view.height), random.uniform(0.4, 2.2)
        white = int(random.uniform(170, 255))
        draw.ellipse((x - r, y - r * random.uniform(1, 1.8), x + r, y + r), fill=(white, white, white))
    return view.filter(ImageFilter.GaussianBlur(0.5))
