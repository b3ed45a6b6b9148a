"""Writes the model and the card beside it."""

import json
from typing import NamedTuple

import dataset
import export
from network import Shipped
from views import CONTEXT, ENLARGE, HEIGHT, LABELS, MEAN, STD, WIDTH

CANNOT = (
    "Real chickadees, magpies and sparrows were scarce: see photos_of_few for how many photos its test rests on. Nobody has tried it on a real balcony yet. "
    "Small squirrels are mostly left unnamed: their threshold is high. It knows no other animal by name, and calls some of them by the nearest of its own. The whole frame alone says little about a small bird: give it the "
    "crop around what moved. In the dark, in silhouette and under a tenth of the frame's height, expect 'unknown'."
)

SOURCES = [
    {"what": "AIY Vision Classifier Birds V1 (MobileNetV2, iNaturalist), whose weights this network began with and whose answers it learnt from", "licence": "Apache-2.0"},
    {"what": "simulated balconies with drawn animals, 'birbcam simulate', seeds 1 (training), 2 (validation), 3 (test)", "licence": "MIT, made by this project"},
    {"what": "3,598 web photos of squirrels; blocks of 40 in the list are kept back for validation and test", "licence": "unknown"},
    {"what": "5,000 web photos of birds; chickadees, magpies and sparrows among them by the teacher's word", "licence": "unknown"},
    {"what": "about 220 web photos of cats, foxes, hares and raccoons, as none", "licence": "unknown"},
    {"what": "17 crops of feeder photos", "licence": "CC BY-SA 4.0"},
    {"what": "6 house sparrow photos with boxes", "licence": "CC0"},
    {"what": "frames of clips on which no animal is seen, as backgrounds; smoke on black", "licence": "CC0, MIT, OpenCV samples, CDnet 2012, and unknown"},
]


class Choices(NamedTuple):
    frame_weight: float
    thresholds: dict
    least_in_motion: float
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
            "region": {"weight": round(1 - choices.frame_weight, 1), "context": CONTEXT, "enlarge": ENLARGE},
            "fuse": "mean_logit",
        },
        "thresholds": choices.thresholds,
        "calibration": {"temperature": 1.0},
        "explain": {"layer": "auto", "method": "gradcam", "leastInMotion": choices.least_in_motion},
        "golden": golden,
        "measured": {
            "cannot": CANNOT,
            "splits": "weight, calibration, thresholds and the limit of evidence were chosen on the validation split; every figure here is of the test split; *_95 are 95 % intervals (Wilson's; of the F1, bootstrap)",
            **measured,
        },
        "training": {
            "sources": SOURCES, "recipe": "models/training", "seed": dataset.SEED, "views": choices.views, "epochs": choices.epochs,
        },
    }, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{model}: {model.stat().st_size / 1e6:.2f} MB, frame weight {choices.frame_weight}, thresholds {choices.thresholds}")
    print(json.dumps(measured, indent=1))
