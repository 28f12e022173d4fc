"""Golden figures for evaluation: scikit-learn, numpy and scipy on random predictions.

Usage: python bench/golden/evaluation.py [output folder, default test/golden/evaluation]

multi-label.json  [{ labels, gold: [[index]], predicted: [[index]], micro, macro, perLabel, subsetAccuracy, hammingLoss,
                  samplesF1 }], scores as [precision, recall, f1, support]
"""

import json
import random
import sys
import warnings
from pathlib import Path

import numpy as np
from sklearn.metrics import accuracy_score, classification_report, f1_score, hamming_loss


def multi_label_case(source):
    """Some labels never occur, some are never predicted; some texts have none."""
    labels = source.sample(["体育", "财经", "科技", "娱乐", "10", "2", "__proto__"], source.randint(1, 7))
    size = source.randint(1, 40)
    seen = source.sample(range(len(labels)), source.randint(1, len(labels)))
    gold = [sorted(source.sample(seen, source.randint(0, len(seen)))) for _ in range(size)]
    predicted = [
        sorted({at for at in truth if source.random() < 0.7} | {at for at in range(len(labels)) if source.random() < 0.15})
        for truth in gold
    ]
    truth, guess = (
        np.array([[int(at in row) for at in range(len(labels))] for row in rows]) for rows in (gold, predicted)
    )
    report = classification_report(
        truth, guess, labels=range(len(labels)), output_dict=True, zero_division=0
    )
    listed = lambda row: [float(row["precision"]), float(row["recall"]), float(row["f1-score"]), int(row["support"])]
    # For one label scikit-learn reads a column of indicators as classes; its micro average is then that label's row.
    single = len(labels) == 1
    if single:
        report = classification_report(truth[:, 0], guess[:, 0], labels=[1], output_dict=True, zero_division=0)
    per_label = [report["1" if single else str(at)] for at in range(len(labels))]
    return {
        "labels": labels,
        "gold": gold,
        "predicted": predicted,
        "micro": listed(per_label[0] if single else report["micro avg"]),
        "macro": listed(report["macro avg"]),
        "perLabel": [listed(row) for row in per_label],
        "subsetAccuracy": float(accuracy_score(truth, guess)),
        "hammingLoss": float(hamming_loss(truth, guess)),
        "samplesF1": None if single else float(f1_score(truth, guess, average="samples", zero_division=0)),
    }


def write_lines(path, cases):
    """A JSON array with one case a line."""
    lines = ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases)
    path.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    default = Path(__file__).resolve().parents[2] / "test" / "golden" / "evaluation"
    output = Path(sys.argv[1]) if len(sys.argv) > 1 else default
    output.mkdir(parents=True, exist_ok=True)
    write_lines(output / "multi-label.json", [multi_label_case(random.Random(seed)) for seed in range(60)])
