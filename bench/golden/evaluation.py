"""Golden figures for evaluation: scikit-learn, numpy and scipy on random predictions.

Usage: python bench/golden/evaluation.py [output folder, default test/golden/evaluation]

multi-label.json  [{ labels, gold: [[index]], predicted: [[index]], micro, macro, perLabel, subsetAccuracy, hammingLoss,
                  samplesF1 }], scores as [precision, recall, f1, support]
bootstrap.json    [{ task, labels, gold, predicted, other, resamples, seed, micro, macro, accuracy, perLabel, difference }]:
                  intervals as [value, low, high], `difference` of micro F1 between `predicted` and `other` with its p.
                  Scored by seqeval and scikit-learn on every resample; drawn by the project's random stream, written anew
                  here. Entities stand as BIO tags.
"""

import json
import random
import sys
import warnings
from pathlib import Path

import numpy as np
from seqeval.metrics import classification_report as entity_report
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


class RandomStream:
    """xoshiro128** seeded through SplitMix32, as in src/base/random.ts."""

    def __init__(self, seed, label):
        mixed = seed & 0xFFFFFFFF
        for char in label:
            mixed = self.mix(mixed ^ ord(char))
        self.state = []
        for _ in range(4):
            mixed = (mixed + 0x9E3779B9) & 0xFFFFFFFF
            self.state.append(self.mix(mixed))

    @staticmethod
    def mix(z):
        z = ((z ^ (z >> 16)) * 0x85EBCA6B) & 0xFFFFFFFF
        z = ((z ^ (z >> 13)) * 0xC2B2AE35) & 0xFFFFFFFF
        return z ^ (z >> 16)

    @staticmethod
    def rotate(word, by):
        return ((word << by) | (word >> (32 - by))) & 0xFFFFFFFF

    def uint32(self):
        s = self.state
        result = (self.rotate((s[1] * 5) & 0xFFFFFFFF, 7) * 9) & 0xFFFFFFFF
        shifted = (s[1] << 9) & 0xFFFFFFFF
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= shifted
        s[3] = self.rotate(s[3], 11)
        return result

    def below(self, bound):
        high, low = self.uint32() >> 5, self.uint32() >> 6
        return int((high * 0x4000000 + low) / 0x20000000000000 * bound)


def entity_figures(gold, predicted, labels):
    whole = float(np.mean([one == other for one, other in zip(gold, predicted)]))
    if all(tag == "O" for tags in gold + predicted for tag in tags):
        return {"micro": [0.0] * 3, "macro": [0.0] * 3, "accuracy": whole, "perLabel": [0.0] * len(labels)}
    report = entity_report(gold, predicted, output_dict=True, zero_division=0)
    ratios = lambda row: [float(row[name]) for name in ("precision", "recall", "f1-score")]
    return {
        "micro": ratios(report["micro avg"]),
        "macro": ratios(report["macro avg"]),
        "accuracy": whole,
        "perLabel": [float(report[label]["f1-score"]) if label in report else 0.0 for label in labels],
    }


def class_figures(gold, predicted, labels):
    report = classification_report(gold, predicted, labels=labels, output_dict=True, zero_division=0)
    ratios = lambda row: [float(row[name]) for name in ("precision", "recall", "f1-score")]
    right = float(accuracy_score(gold, predicted))
    return {
        "micro": [right] * 3,
        "macro": ratios(report["macro avg"]),
        "accuracy": right,
        "perLabel": [float(report[label]["f1-score"]) for label in labels],
    }


def bootstrap_case(seed):
    source = random.Random(seed)
    task = "ner" if seed % 2 == 0 else "cls"
    labels = ["LOC", "ORG", "PER"] if task == "ner" else ["体育", "财经", "娱乐"]
    size = source.randint(5, 30)

    def tags():
        row = []
        while len(row) < 8:
            kind = source.choice(labels)
            row += source.choice([["O"], ["O", "O"], [f"B-{kind}"], [f"B-{kind}", f"I-{kind}"]])
        return row[:8]

    if task == "ner":
        gold = [tags() for _ in range(size)]
        # Each half of a text is predicted right or made up.
        mend = lambda row: [tag for at in (0, 4) for tag in (row if source.random() < 0.7 else tags())[at : at + 4]]
        clean = lambda row: [f"B{tag[1:]}" if tag[0] == "I" and row[at - 1] == "O" else tag for at, tag in enumerate(row)]
        predicted, other = ([clean(["O"] + mend(row))[1:] for row in gold] for _ in range(2))
    else:
        gold = [source.choice(labels) for _ in range(size)]
        predicted, other = (
            [truth if source.random() < 0.7 else source.choice(labels) for truth in gold] for _ in range(2)
        )
    figures = entity_figures if task == "ner" else class_figures
    resamples = 100
    stream = RandomStream(seed, "bootstrap")
    drawn, differences = [], []
    for _ in range(resamples):
        at = [stream.below(size) for _ in range(size)]
        take = lambda rows: [rows[index] for index in at]
        drawn.append(figures(take(gold), take(predicted), labels))
        differences.append(figures(take(gold), take(other), labels)["micro"][2] - drawn[-1]["micro"][2])
    value = figures(gold, predicted, labels)
    bounds = lambda numbers: [float(bound) for bound in np.percentile(numbers, [2.5, 97.5])]
    interval = lambda pick: [pick(value), *bounds([pick(row) for row in drawn])]
    tail = min(sum(d <= 0 for d in differences), sum(d >= 0 for d in differences))
    return {
        "task": task,
        "labels": labels,
        "gold": [" ".join(row) for row in gold] if task == "ner" else gold,
        "predicted": [" ".join(row) for row in predicted] if task == "ner" else predicted,
        "other": [" ".join(row) for row in other] if task == "ner" else other,
        "resamples": resamples,
        "seed": seed,
        "micro": [interval(lambda row, at=at: row["micro"][at]) for at in range(3)],
        "macro": [interval(lambda row, at=at: row["macro"][at]) for at in range(3)],
        "accuracy": interval(lambda row: row["accuracy"]),
        "perLabel": [interval(lambda row, at=at: row["perLabel"][at]) for at in range(len(labels))],
        "difference": {
            "value": figures(gold, other, labels)["micro"][2] - value["micro"][2],
            "bounds": bounds(differences),
            "p": min(1.0, 2 * (1 + tail) / (1 + resamples)),
        },
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
    write_lines(output / "bootstrap.json", [bootstrap_case(seed) for seed in range(12)])
