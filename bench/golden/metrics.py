"""Golden scores: random tag sequences through seqeval, random classes through scikit-learn.

Usage: python bench/golden/metrics.py [output folder, default test/golden/metrics]

spans.json     [{ tags, scheme, spans: [[label, start, end)] }]
entities.json  [{ gold: [tags], predicted: [tags], scheme, perType, micro, macro }], scores as [precision, recall, f1, support]
classes.json   [{ labels, gold: [index], predicted: [index], accuracy, macroF1, microF1, perClass, confusion }]
Tags stand in one string, parted by spaces. seqeval knows no M mark: it reads BMES with M put as I.
"""

import json
import random
import sys
import warnings
from pathlib import Path

from seqeval.metrics import classification_report as entity_report
from seqeval.metrics.sequence_labeling import get_entities
from sklearn.metrics import accuracy_score, classification_report, confusion_matrix, f1_score

MARKS = {"BIO": "BI", "BIOES": "BIES", "BMES": "BMES"}
TYPES = ["PER", "LOC", "ORG", "地址", "GPE-NAM", "_"]


def random_tags(source, scheme, length, types):
    """Runs of marks without regard to what is legal, so that every illegal neighbourhood occurs."""
    tags, last = [], source.choice(types)
    for _ in range(length):
        if source.random() < 0.3:
            tags.append("O")
            continue
        if source.random() < 0.3:
            last = source.choice(types)
        mark = source.choice(MARKS[scheme])
        tags.append(mark if source.random() < 0.03 else f"{mark}-{last}")
    return tags


def legal_tags(source, scheme, length, types):
    """Sequences as an annotator writes them."""
    tags = []
    while len(tags) < length:
        size = min(source.randint(1, 4), length - len(tags))
        if source.random() < 0.5:
            tags += ["O"] * size
            continue
        marks = "B" + "I" * (size - 1)
        if scheme != "BIO":
            inner = "M" if scheme == "BMES" else "I"
            marks = "S" if size == 1 else "B" + inner * (size - 2) + "E"
        kind = source.choice(types)
        tags += [f"{mark}-{kind}" for mark in marks]
    return tags


def blurred(source, scheme, tags, types):
    """A prediction: the truth with a few positions replaced."""
    other = random_tags(source, scheme, len(tags), types)
    return [wrong if source.random() < 0.15 else tag for tag, wrong in zip(tags, other)]


def known_to_seqeval(tags):
    return ["I" + tag[1:] if tag[0] == "M" else tag for tag in tags]


def spans_case(source, scheme):
    make = random_tags if source.random() < 0.7 else legal_tags
    tags = make(source, scheme, source.randint(1, 14), TYPES)
    found = get_entities(known_to_seqeval(tags))
    return {
        "tags": " ".join(tags),
        "scheme": scheme,
        "spans": [[label, start, end + 1] for label, start, end in found],
    }


def entities_case(source, scheme):
    types = source.sample(TYPES, source.randint(1, len(TYPES)))
    make = random_tags if source.random() < 0.4 else legal_tags
    gold = [make(source, scheme, source.randint(1, 14), types) for _ in range(source.randint(1, 6))]
    predicted = [blurred(source, scheme, tags, source.choice([types, TYPES])) for tags in gold]
    if source.random() < 0.1:
        predicted = [["O"] * len(tags) for tags in gold]
    report = entity_report(
        [known_to_seqeval(tags) for tags in gold],
        [known_to_seqeval(tags) for tags in predicted],
        output_dict=True,
        zero_division=0,
    )
    numbers = {
        name: [float(row["precision"]), float(row["recall"]), float(row["f1-score"]), int(row["support"])]
        for name, row in report.items()
    }
    averages = {name: numbers.pop(f"{name} avg") for name in ("micro", "macro", "weighted")}
    return {
        "gold": [" ".join(tags) for tags in gold],
        "predicted": [" ".join(tags) for tags in predicted],
        "scheme": scheme,
        "perType": numbers,
        "micro": averages["micro"],
        "macro": averages["macro"],
    }


def classes_case(source):
    """Some classes never occur in the truth, some are never predicted, some neither."""
    labels = source.sample(["体育", "财经", "科技", "娱乐", "时政", "10", "2", "游戏", "家居"], source.randint(2, 9))
    size = source.randint(1, 60)
    seen, guessed = (source.sample(range(len(labels)), source.randint(1, len(labels))) for _ in range(2))
    gold = [source.choice(seen) for _ in range(size)]
    predicted = [truth if source.random() < 0.6 else source.choice(guessed) for truth in gold]
    report = classification_report(
        gold, predicted, labels=range(len(labels)), output_dict=True, zero_division=0
    )
    rows = [report[str(index)] for index in range(len(labels))]
    return {
        "labels": labels,
        "gold": gold,
        "predicted": predicted,
        "accuracy": float(accuracy_score(gold, predicted)),
        "macroF1": float(report["macro avg"]["f1-score"]),
        "microF1": float(
            f1_score(gold, predicted, labels=range(len(labels)), average="micro", zero_division=0)
        ),
        "perClass": [[row["precision"], row["recall"], row["f1-score"], int(row["support"])] for row in rows],
        "confusion": confusion_matrix(gold, predicted, labels=range(len(labels))).tolist(),
    }


def write_lines(path, cases):
    """A JSON array with one case a line."""
    lines = ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases)
    path.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    default = Path(__file__).resolve().parents[2] / "test" / "golden" / "metrics"
    output = Path(sys.argv[1]) if len(sys.argv) > 1 else default
    output.mkdir(parents=True, exist_ok=True)
    source = random.Random(7)
    schemes = [scheme for _ in range(120) for scheme in MARKS]
    write_lines(output / "spans.json", [spans_case(source, scheme) for scheme in schemes])
    scored = [entities_case(source, scheme) for scheme in schemes[:150]]
    # seqeval's averages are not a number when neither side holds an entity.
    write_lines(output / "entities.json", [case for case in scored if case["perType"]])
    write_lines(output / "classes.json", [classes_case(source) for _ in range(60)])
