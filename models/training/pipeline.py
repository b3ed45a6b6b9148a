"""Adds to the card what `birbcam bench sightings --json` measured of the whole pipeline."""

import json
from pathlib import Path

import measure
import step


def figures_of(report):
    own, strangers, nobody = report["own_labels"], report["strangers"], report["nobody"]
    seen = own["right"] + own["unknown"] + own["wrong"]
    strangers_seen = strangers["unknown"] + strangers["wrong"]
    return {
        "right": measure.proportion(own["right"], seen),
        "right_or_unknown": measure.proportion(own["right"] + own["unknown"], seen),
        "missed_by_the_gate": own["missed"],
        "by_label": report["kinds"],
        "other_animals_left_unnamed": measure.proportion(strangers["unknown"], strangers_seen),
        "looks_at_nobody_named": measure.proportion(nobody["named"], nobody["looks"]),
        "looks_at_nobody": nobody["decisions"],
    }


def main():
    options = step.options(("models", {"required": True}))

    path = Path(options.models, "balcony.json")
    card = json.loads(path.read_text(encoding="utf-8"))
    card["measured"]["whole_pipeline"] = figures_of(json.loads(Path(options.work, "sightings.json").read_text(encoding="utf-8")))
    path.write_text(json.dumps(card, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps(card["measured"]["whole_pipeline"], indent=1))


if __name__ == "__main__":
    main()
