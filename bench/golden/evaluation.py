"""Golden figures for evaluation: scikit-learn, numpy and scipy on random predictions.

Usage: python bench/golden/evaluation.py [output folder, default test/golden/evaluation]

multi-label.json  [{ labels, gold: [[index]], predicted: [[index]], micro, macro, perLabel, subsetAccuracy, hammingLoss,
                  samplesF1 }], scores as [precision, recall, f1, support]
bootstrap.json    [{ task, labels, gold, predicted, other, resamples, seed, micro, macro, accuracy, perLabel, difference,
                  macroDifference }]: intervals as [value, low, high]; differences of micro and macro F1 between `predicted`
                  and `other` with their p. Macro figures of classes are on resamples means over the classes of which gold
                  items were drawn, times the share of classes that have any; their interval is moved so that their mean is the figure.
                  Scored by seqeval and scikit-learn on every resample; drawn by the project's random stream, written anew
                  here. Entities stand as BIO tags.
calibration.json  [{ logits, gold, confidences, right, bins: [[confidence, accuracy]] of bins that hold any, ece, mce, brier,
                  brierOfClasses, temperature, before, after, binary }]: scikit-learn's calibration_curve and
                  brier_score_loss, scipy's minimize_scalar
thresholds.json   [{ labels, scores, gold, global, perLabel }]: the best F1 over all thresholds (precision_recall_curve)
curves.json       [{ points, loss, error, atTwice }]: scipy's least_squares from many starts
"""

import json
import random
import sys
import warnings
from pathlib import Path

import numpy as np
from scipy.optimize import least_squares, minimize_scalar
from scipy.special import expit, log_softmax, softmax
from seqeval.metrics import classification_report as entity_report
from sklearn.calibration import calibration_curve
from sklearn.metrics import (
    accuracy_score,
    brier_score_loss,
    classification_report,
    f1_score,
    hamming_loss,
    precision_recall_curve,
)


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


def drawn_class_figures(gold, predicted, labels, true_labels):
    """As class_figures, with macro figures over the labels of which gold items were drawn."""
    drawn = [label for label in labels if label in {*gold}]
    report = classification_report(gold, predicted, labels=drawn, output_dict=True, zero_division=0)
    macro = [float(report["macro avg"][name]) * true_labels / len(labels) for name in ("precision", "recall", "f1-score")]
    return {**class_figures(gold, predicted, labels), "macro": macro}


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
        # Some classes are rare, the last never occurs in one case of two.
        common = labels + labels[:2] * 4
        gold = [source.choice(common) for _ in range(size)]
        predicted, other = (
            [truth if source.random() < 0.7 else source.choice(labels) for truth in gold] for _ in range(2)
        )
        labels = labels + ["从未出现"] * (seed % 4 == 1)
    figures = entity_figures if task == "ner" else class_figures
    true_labels = len({*gold}) if task == "cls" else 0
    resamples = 100
    stream = RandomStream(seed, "bootstrap")
    drawn, differences, macro_differences = [], [], []
    for _ in range(resamples):
        at = [stream.below(size) for _ in range(size)]
        take = lambda rows: [rows[index] for index in at]
        score = lambda rows: (
            entity_figures(take(gold), take(rows), labels)
            if task == "ner"
            else drawn_class_figures(take(gold), take(rows), labels, true_labels)
        )
        drawn.append(score(predicted))
        second = score(other)
        differences.append(second["micro"][2] - drawn[-1]["micro"][2])
        macro_differences.append(second["macro"][2] - drawn[-1]["macro"][2])
    value, value_of_other = figures(gold, predicted, labels), figures(gold, other, labels)
    bounds = lambda numbers: [float(bound) for bound in np.percentile(numbers, [2.5, 97.5])]
    interval = lambda pick: [pick(value), *bounds([pick(row) for row in drawn])]

    def macro_interval(at):
        figure, numbers = value["macro"][at], np.array([row["macro"][at] for row in drawn])
        low, high = bounds(numbers - numbers.mean() + figure)
        return [figure, max(0.0, min(low, figure)), min(1.0, max(high, figure))]

    def difference(name, numbers):
        tail = min(sum(d <= 0 for d in numbers), sum(d >= 0 for d in numbers))
        return {
            "value": value_of_other[name][2] - value[name][2],
            "bounds": bounds(numbers),
            "p": min(1.0, 2 * (1 + tail) / (1 + resamples)),
        }

    return {
        "task": task,
        "labels": labels,
        "gold": [" ".join(row) for row in gold] if task == "ner" else gold,
        "predicted": [" ".join(row) for row in predicted] if task == "ner" else predicted,
        "other": [" ".join(row) for row in other] if task == "ner" else other,
        "resamples": resamples,
        "seed": seed,
        "micro": [interval(lambda row, at=at: row["micro"][at]) for at in range(3)],
        "macro": [macro_interval(at) for at in range(3)],
        "accuracy": interval(lambda row: row["accuracy"]),
        "perLabel": [interval(lambda row, at=at: row["perLabel"][at]) for at in range(len(labels))],
        "difference": difference("micro", differences),
        "macroDifference": difference("macro", macro_differences),
    }


def rounded(array):
    return np.round(array, 4).tolist()


def fitted(loss):
    found = minimize_scalar(lambda t: loss(np.exp(t)), bounds=(-np.log(100), np.log(100)), method="bounded", options={"xatol": 1e-9})
    return {"temperature": float(np.exp(found.x)), "before": float(loss(1.0)), "after": float(found.fun)}


def calibration_case(seed):
    noise = np.random.default_rng(seed)
    size, classes = int(noise.integers(20, 80)), int(noise.integers(2, 5))
    gold = noise.integers(0, classes, size)
    logits = np.array(rounded(noise.normal(0, 1.5, (size, classes)) + 1.5 * np.eye(classes)[gold]))
    logits *= [0.4, 1, 3][seed % 3]
    probabilities = softmax(logits, axis=1)
    confidences, right = probabilities.max(1), probabilities.argmax(1) == gold
    accuracy, confidence = calibration_curve(right, confidences, n_bins=10)
    counts = np.bincount(np.searchsorted(np.linspace(0, 1, 11)[1:-1], confidences), minlength=10)
    gaps = np.abs(accuracy - confidence)
    truth = noise.random(size) < expit(logits[:, 0] / 2)
    sign = np.where(truth, 1, -1)
    return {
        "logits": logits.tolist(),
        "gold": gold.tolist(),
        "confidences": confidences.tolist(),
        "right": right.tolist(),
        "bins": [[float(c), float(a)] for c, a in zip(confidence, accuracy)],
        "ece": float((gaps * counts[counts > 0]).sum() / size),
        "mce": float(gaps.max()),
        "brier": float(brier_score_loss(right, confidences)),
        "brierOfClasses": float(((probabilities - np.eye(classes)[gold]) ** 2).sum(1).mean()),
        **fitted(lambda t: -log_softmax(logits / t, axis=1)[range(size), gold].mean()),
        "binary": {"outcomes": truth.tolist(), **fitted(lambda t: np.logaddexp(0, -sign * logits[:, 0] / t).mean())},
    }


def best_f1(truth, scores):
    precision, recall, _ = precision_recall_curve(truth, scores)
    both = precision + recall
    return float(np.max(np.divide(2 * precision * recall, both, out=np.zeros_like(both), where=both > 0)))


def thresholds_case(seed):
    noise = np.random.default_rng(seed)
    size, count = int(noise.integers(10, 40)), int(noise.integers(1, 5))
    truth = noise.random((size, count)) < 0.35
    truth[0] = True
    scores = np.round(expit(noise.normal(-1, 1, (size, count)) + 2 * truth), 2)
    return {
        "labels": [f"l{at}" for at in range(count)],
        "scores": scores.tolist(),
        "gold": [[f"l{at}" for at in range(count) if row[at]] for row in truth],
        "global": best_f1(truth.ravel(), scores.ravel()),
        "perLabel": [best_f1(truth[:, at], scores[:, at]) for at in range(count)],
    }


def curve_case(seed):
    noise = np.random.default_rng(seed)
    a, b, c = noise.uniform(0, 0.1), noise.uniform(0.5, 3), noise.uniform(0.2, 0.8)
    sizes = [100, 200, 400, 800, 1600][: int(noise.integers(4, 6))]
    points = [
        {"records": n, "errors": rounded(np.clip(a + b * n**-c + noise.normal(0, 0.004, 3), 0, 1))} for n in sizes
    ]
    x = np.repeat(sizes, 3).astype(float)
    y = np.concatenate([point["errors"] for point in points])
    fits = [
        least_squares(
            lambda p: p[0] + p[1] * (x / 100) ** -p[2] - y,
            [0.05, 0.3, start],
            bounds=([0, 0, 0.02], [1, 50, 3]),
            xtol=1e-14,
            ftol=1e-14,
            gtol=1e-14,
        )
        for start in (0.05, 0.2, 0.5, 1, 2)
    ]
    best = min(fits, key=lambda fit: fit.cost)
    at = lambda n: float(best.x[0] + best.x[1] * (n / 100) ** -best.x[2])
    return {
        "points": points,
        "loss": float(2 * best.cost / len(y)),
        "error": at(sizes[-1]),
        "atTwice": at(2 * sizes[-1]),
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
    write_lines(output / "calibration.json", [calibration_case(seed) for seed in range(12)])
    write_lines(output / "thresholds.json", [thresholds_case(seed) for seed in range(20)])
    write_lines(output / "curves.json", [curve_case(seed) for seed in range(12)])
