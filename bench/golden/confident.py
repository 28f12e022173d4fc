"""Golden figures of confident learning (Northcutt et al., 2021): random probabilities and labels with noise.

Usage: python bench/golden/confident.py [output folder, default test/golden/confident]

classes.json   [{ labels, given: [index], probabilities: [[p]], thresholds: [number | null], joint: [[count]],
                 ranked: [[record, suggested class, margin]] }]
A threshold is null where no record has the class. The joint counts a record under its given class and the class that
it is confidently of; what is ranked are the records off its diagonal, by p(given) − max p(other).
"""

import json
import sys
from pathlib import Path

import numpy as np

DIGITS = 6


def confident_joint(given, probabilities):
    classes = probabilities.shape[1]
    thresholds = np.array(
        [probabilities[given == k, k].mean() if (given == k).any() else np.inf for k in range(classes)]
    )
    confident = probabilities >= thresholds - 1e-12
    joint = np.zeros((classes, classes), dtype=int)
    guessed = np.full(len(given), -1)
    for record in range(len(given)):
        if confident[record].any():
            masked = np.where(confident[record], probabilities[record], -1)
            guessed[record] = int(masked.argmax())
            joint[given[record], guessed[record]] += 1
    return thresholds, joint, guessed


def case(source, classes, records):
    true = source.integers(0, classes, records)
    given = true.copy()
    wrong = source.random(records) < source.uniform(0.05, 0.3)
    given[wrong] = source.integers(0, classes, wrong.sum())
    logits = source.normal(0, 1, (records, classes))
    logits[np.arange(records), true] += source.uniform(0.5, 4)
    probabilities = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    probabilities = probabilities.round(DIGITS)
    thresholds, joint, guessed = confident_joint(given, probabilities)
    others = probabilities.copy()
    others[np.arange(records), given] = -1
    margins = probabilities[np.arange(records), given] - others.max(axis=1)
    off = [r for r in range(records) if guessed[r] >= 0 and guessed[r] != given[r]]
    off.sort(key=lambda r: (margins[r], r))
    return {
        "labels": [f"c{k}" for k in range(classes)],
        "given": given.tolist(),
        "probabilities": probabilities.tolist(),
        "thresholds": [None if np.isinf(t) else float(t) for t in thresholds],
        "joint": joint.tolist(),
        "ranked": [[r, int(guessed[r]), float(margins[r])] for r in off],
    }


if __name__ == "__main__":
    default = Path(__file__).resolve().parents[2] / "test" / "golden" / "confident"
    output = Path(sys.argv[1]) if len(sys.argv) > 1 else default
    output.mkdir(parents=True, exist_ok=True)
    source = np.random.default_rng(11)
    sizes = [(2, 30), (2, 80), (3, 60), (4, 60), (5, 80), (9, 12), (3, 4), (2, 1)]
    cases = ",\n".join(json.dumps(case(source, *size)) for size in sizes)
    (output / "classes.json").write_text(f"[\n{cases}\n]\n", encoding="utf-8")
