"""Reads a run's tensorboard/ folder with TensorBoard itself and compares it with the run's metrics.jsonl.

Every scalar that the rows of metrics.jsonl call for must be there once, at its step, with its value as float32, and no other.
Prints one line of JSON for each tag and fails if one differs.
"""

import argparse
import json
import struct
import sys
from collections import defaultdict
from pathlib import Path

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator


def float32(value):
    return struct.unpack("<f", struct.pack("<f", value))[0]


def figures_of(score):
    """The general figures of a task's score, by name."""
    report = score["report"]
    if "accuracy" in report:
        figures = {"accuracy": report["accuracy"], "macroF1": report["macroF1"]}
    else:
        figures = {name: report[name] for name in ("f1", "precision", "recall")}
        figures["macroF1"] = report["macro"]["f1"]
    if "loss" in score:
        figures["loss"] = score["loss"]
    return figures


def scalars_of(row):
    """The tags and values that a row of metrics.jsonl calls for."""
    if row["event"] == "step":
        for name in ("loss", "gradientNorm", "learningRate"):
            yield f"train/{name}", row[name]
    elif row["event"] == "evaluation" and row["split"] == "dev":
        metric, tasks = row["metric"], row["tasks"]
        yield f"dev/{metric}", row["value"]
        yield f"train/{metric}", row["trainValue"]
        yield "train/meanLoss", row["trainLoss"]
        for score in tasks:
            for name, value in figures_of(score).items():
                tag = f"{score['name']}.{name}" if len(tasks) > 1 else name
                if tag != metric:
                    yield f"dev/{tag}", value


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path, help="the run folder")
    arguments = parser.parse_args()

    expected = defaultdict(list)
    with open(arguments.run / "metrics.jsonl", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            for tag, value in scalars_of(row):
                expected[tag].append((row["step"], float32(value)))

    events = EventAccumulator(str(arguments.run / "tensorboard"), size_guidance={"scalars": 0})
    events.Reload()
    seen = {tag: [(e.step, e.value) for e in events.Scalars(tag)] for tag in events.Tags()["scalars"]}
    wrong = 0
    for tag in sorted(expected.keys() | seen.keys()):
        same = expected.get(tag) == seen.get(tag)
        wrong += not same
        line = {"tag": tag, "same": same, "values": len(expected.get(tag, []))}
        print(json.dumps(line if same else {**line, "seen": seen.get(tag), "expected": expected.get(tag)}))
    sys.exit(1 if wrong or not expected else 0)


if __name__ == "__main__":
    main()
