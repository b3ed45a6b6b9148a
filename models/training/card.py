"""Writes the model and the card beside it."""

import json
from typing import NamedTuple

import dataset
import export
from network import Shipped
from views import CONTEXT, HEIGHT, LABELS, MEAN, STD, WIDTH

CANNOT = (
    "A stand-in. Chickadees and magpies were learnt from drawings alone, sparrows nearly so: how it does on real ones has not been measured. "
    "Figures under 'simulated' are about drawn animals in drawn scenes. Of real photos only squirrels are measured in number, "
    "and the real birds here carry no labels, so a share named of them includes the one in a hundred that is named rightly."
)

SOURCES = [
    {"what": "simulated balconies with drawn animals, 'birbcam simulate', seeds 1 (training), 2 (validation), 3 (test)", "licence": "MIT, made by this project"},
    {"what": "3,598 web photos of squirrels; the same numbers of the list are kept back for validation and test", "licence": "unknown"},
    {"what": "5,000 web photos of birds without labels, taken as none of the four at reduced weight", "licence": "unknown"},
    {"what": "about 220 web photos of cats, foxes, hares and raccoons, as none", "licence": "unknown"},
    {"what": "17 crops of feeder photos, every second one for the test", "licence": "CC BY-SA 4.0"},
    {"what": "6 house sparrow photos with boxes, every second one for the test", "licence": "CC0"},
]


class Choices(NamedTuple):
    frame_weight: float
    temperature: float
    thresholds: dict
    views: int
    epochs: int


def write(network, folder, choices, measured):
    model = folder / "balcony.onnx"
    sha256, golden = export.write(Shipped(network), model, WIDTH, HEIGHT)
    (folder / "balcony.json").write_text(json.dumps({
        "schema": "birbcam.model/1",
        "name": "balcony",
        "version": "1",
        "sha256": sha256,
        "labels": LABELS,
        "activation": "sigmoid",
        "input": {"name": "image", "width": WIDTH, "height": HEIGHT, "resize": "stretch", "colour": "rgb", "scale": 1 / 255, "mean": MEAN, "std": STD},
        "output": {"name": "logits", "is": "logits"},
        "map": None,
        "views": {
            "frame": {"weight": choices.frame_weight},
            "region": {"weight": round(1 - choices.frame_weight, 1), "context": CONTEXT},
            "fuse": "mean_logit",
        },
        "thresholds": choices.thresholds,
        "calibration": {"temperature": choices.temperature},
        "explain": {"layer": "auto", "method": "gradcam"},
        "golden": golden,
        "measured": {
            "cannot": CANNOT,
            "splits": "weights, temperature and thresholds were chosen on the validation split; every figure here is of the test split; *_95 are Wilson's 95 % intervals",
            **measured,
        },
        "training": {
            "sources": SOURCES, "recipe": "models/training", "seed": dataset.SEED, "views": choices.views, "epochs": choices.epochs,
        },
    }, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{model}: {model.stat().st_size / 1e6:.2f} MB, frame weight {choices.frame_weight}, temperature {choices.temperature}, thresholds {choices.thresholds}")
    print(json.dumps(measured, indent=1))
