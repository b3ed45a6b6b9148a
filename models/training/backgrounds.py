"""Pictures without animals, drawn and real, and real smoke."""

from pathlib import Path

import cv2
from PIL import Image

# Real clips of fixed cameras where no animal is seen. One place belongs to one split. The second number: up to which second nobody comes.
CLIPS = {
    "train": [
        ("nuisance/tree.avi", 22), ("nuisance/pedestrians.avi", 60), ("nuisance/stack-no-puff.mp4", 60), ("plume/stack-puff.mp4", 60),
        ("nuisance/windy-garden-atv.mp4", 60), ("nuisance/windy-garden-walkers.mp4", 60), ("plume/house-smoke.mp4", 60),
    ],
    "validation": [("composed/light-visitors.mp4", 20)],
    "test": [("composed/steam-alone.mp4", 140), ("plume/hill-timelapse.mp4", 60), ("nuisance/traffic.avi", 60)],
}
STILLS = {"train": "ground-truth/cdnet_highway/tests"}
SMOKE = "plume/smoke-on-black.mp4"
FROM_EACH = 30
REAL, PLACE = 0.3, 0.1  # of all backdrops, the share of frames of clips, and that of any one clip
LARGEST = 640


def real(photo_folder, split):
    """Frames of the split's clips, and how often one of them should be taken, 0-1: no place stands for more than a tenth of all there are."""
    clips = Path(photo_folder).parent / "clips"
    found = []
    for name, until in CLIPS[split]:
        found += of_clip(clips / name, 0, until)
    paths = sorted(Path(clips, STILLS[split]).rglob("*.jpg"))[::10] if split in STILLS else []
    found += [small(Image.open(path).convert("RGB")) for path in paths]
    return found, min(REAL, PLACE * len(CLIPS[split])) if found else 0


def smoke(photo_folder, split):
    """Smoke on black: the first half of the clip for the training, the last quarter for the test."""
    begin, end = {"train": (1, 11), "validation": (11, 16), "test": (16, 22)}[split]
    return of_clip(Path(photo_folder).parent / "clips" / SMOKE, begin, end)


def of_clip(path, begin, end):
    """Frames at equal distances; nothing where there is no such clip."""
    clip = cv2.VideoCapture(str(path))
    rate = clip.get(cv2.CAP_PROP_FPS) or 5
    frames = min(clip.get(cv2.CAP_PROP_FRAME_COUNT), end * rate) - begin * rate
    step, number, found = max(1, int(frames / FROM_EACH)), 0, []
    while clip.grab() and number < end * rate:
        if number >= begin * rate and number % step == 0:
            found.append(small(Image.fromarray(clip.retrieve()[1][:, :, ::-1])))
        number += 1
    return found


def small(image):
    """At most 640 pixels wide, at least 320: about what a balcony camera delivers."""
    if image.width < 320:
        return image.resize((320, image.height * 320 // image.width), Image.BILINEAR)
    image.thumbnail((LARGEST, LARGEST))
    return image
