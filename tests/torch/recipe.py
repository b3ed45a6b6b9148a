"""What the recipe in models/training computes, as JSON, for RecipeTests. Needs numpy and Pillow, and neither torch nor photos."""

import json
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "models" / "training"))

import numpy

from PIL import Image

import measure
import own
import views

BOXES = [[300, 200, 10, 10], [270, 240, 100, 60], [600, 440, 40, 40], [0, 0, 40, 200], [0, 0, 640, 480]]


def samples():
    """A thousand samples whose true logits are known; the network's are twice as large and moved by one."""
    random = numpy.random.RandomState(1)
    true = random.uniform(-4, 4, (4000, len(views.LABELS)))
    truth = (random.uniform(size=true.shape) < measure.probabilities(true)).astype(float)
    return true, 2 * true + 1, truth


def own_pictures():
    """As a person would have them: one with the record of what moved beside it, one without, one of nobody, one whose name says nothing."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("sparrow_magpie_2026-10-04T13-12-03", "squirrel_2026-10-05", "none_2026-10-06", "holiday_2026-10-07"):
            Image.new("RGB", (640, 480)).save(Path(folder, name + ".jpg"))
        Path(folder, "sparrow_magpie_2026-10-04T13-12-03.json").write_text(json.dumps({"motion": {"box": [0.25, 0.5, 0.125, 0.25]}}), encoding="utf-8")
        return {frame.path.stem: {"targets": frame.targets, "box": frame.box} for frame in own.frames(folder)}


def main():
    true, told, truth = samples()
    scale, offset = measure.calibration(told, truth)
    limits = {label: 0.5 for label in views.LABELS}
    few = measure.Samples(numpy.full((4, 4), numpy.nan), [[3, -3, -3, -3], [3, -3, -3, -3], [-3, 3, -3, -3], [-3, -3, -3, -3]],
                          [[1, 0, 0, 0], [0, 0, 0, 0], [-1, 1, 0, 0], [0, 0, 1, 0]], [[0.9] * 4, [0.1] * 4, [0.5] * 4, [0.5] * 4])
    print(json.dumps({
        "boxes": BOXES,
        "rectangles": [views.rectangle_around(box, (640, 480)) for box in BOXES],
        "view": {"width": views.WIDTH, "height": views.HEIGHT, "context": views.CONTEXT, "enlarge": views.ENLARGE},
        "calibration": {"scale": scale.tolist(), "offset": offset.tolist()},
        "calibration_error": {
            "before": measure.calibration_error(told, truth)["all"], "after": measure.calibration_error(told * scale + offset, truth)["all"],
        },
        "own": own_pictures(),
        "interval": measure.interval(8, 10),
        "few": measure.of_labels(few.logits(0.2), few.truth, limits),
        "effect": measure.effect_of(0.2, few, 0.2, limits),
    }))


if __name__ == "__main__":
    main()
