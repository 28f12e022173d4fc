"""Golden numbers of the losses of a head, CRF included: loss and gradients from PyTorch's autograd in float64.

Usage: python bench/golden/losses.py [output file, default test/golden/losses/losses.json]

One packed batch serves every case. Its first three sequences stand twice, as R-Drop has them: the same labels on other
hidden states. The first and last row of a sequence, one row inside the third and the whole last sequence have weight 0.
The CRF is written as the definition says it, sequence by sequence; `crf.py` beside this file holds it.
"""

import json
import sys
from pathlib import Path

import torch
from crf import FORBIDDEN, negative_log_likelihood
from torch.nn.functional import cross_entropy, kl_div, log_softmax

WIDTH, CLASSES = 4, 5
LABELS = [[0, 1, 2, 2, 0, 0], [0, 3, 0], [0, 3, 4, 0, 1, 1, 0]]
LENGTHS = [*map(len, LABELS), *map(len, LABELS), 3]
CASES = {
    "plain": {},
    "smoothing": {"smoothing": 0.1},
    "focal": {"focalGamma": 2},
    "focal below one": {"focalGamma": 0.5},
    "smoothing and focal": {"smoothing": 0.2, "focalGamma": 1.5},
    "R-Drop": {"rDrop": 0.7},
    "everything": {"smoothing": 0.1, "focalGamma": 2, "rDrop": 1.5},
    "CRF": {"crf": True},
    "CRF and R-Drop": {"crf": True, "rDrop": 0.7},
}


def starts():
    places = [0]
    for length in LENGTHS:
        places.append(places[-1] + length)
    return places


def batch():
    """Labels, weights and partners of all rows."""
    labels, counted = [], []
    for rows in [*LABELS, *LABELS]:
        labels += rows
        counted += [0 < at < len(rows) - 1 and not (len(rows) == 7 and at == 3) for at in range(len(rows))]
    labels += [4] * LENGTHS[-1]
    counted += [False] * LENGTHS[-1]
    half = sum(map(len, LABELS))
    partners = [row + half if row < half else row - half for row in range(2 * half)]
    partners += range(2 * half, 2 * half + LENGTHS[-1])
    weights = [float(one) / sum(counted) for one in counted]
    return labels, weights, partners


def row_losses(logits, labels, smoothing, gamma):
    """The focal loss of a smoothed target; PyTorch's own function where there is no focus."""
    if gamma == 0:
        return cross_entropy(logits, labels, reduction="none", label_smoothing=smoothing)
    logs = log_softmax(logits, dim=-1)
    terms = -((1 - logs.exp()) ** gamma) * logs
    own = terms.gather(1, labels[:, None])[:, 0]
    return (1 - smoothing) * own + smoothing * terms.mean(-1)


def disagreement(logits, partners):
    logs = log_softmax(logits, dim=-1)
    to = kl_div(logs[partners], logs, reduction="none", log_target=True).sum(-1)
    back = kl_div(logs, logs[partners], reduction="none", log_target=True).sum(-1)
    return (to + back) / 2


def run(tensors, labels, weights, partners, crf=False, smoothing=0.0, focalGamma=0.0, rDrop=0.0):
    leaves = {name: value.clone().requires_grad_() for name, value in tensors.items()}
    logits = leaves["x"] @ leaves["classifier.weight"].T + leaves["classifier.bias"]
    if crf:
        names = ["crf.transitions", "crf.start_transitions", "crf.end_transitions"]
        places = starts()
        loss = torch.zeros((), dtype=torch.float64)
        for first, end in zip(places, places[1:]):
            rows = [row for row in range(first, end) if weights[row] > 0]
            if rows:
                own = negative_log_likelihood(logits[rows], labels[rows], *(leaves[name] for name in names))
                loss = loss + weights[rows[0]] * own
    else:
        loss = (weights * row_losses(logits, labels, smoothing, focalGamma)).sum()
    if rDrop:
        loss = loss + rDrop * (weights * disagreement(logits, partners)).sum()
    loss.backward()
    gradients = {name: leaf.grad.flatten().tolist() for name, leaf in leaves.items() if leaf.grad is not None}
    return {"loss": loss.item(), "gradients": gradients}


def main(path):
    source = torch.Generator().manual_seed(5)
    shapes = {
        "x": [sum(LENGTHS), WIDTH],
        "classifier.weight": [CLASSES, WIDTH],
        "classifier.bias": [CLASSES],
        "crf.transitions": [CLASSES, CLASSES],
        "crf.start_transitions": [CLASSES],
        "crf.end_transitions": [CLASSES],
    }
    # float32 numbers, so that both sides start from the same.
    tensors = {name: torch.randn(shape, generator=source).double() for name, shape in shapes.items()}
    labels, weights, partners = batch()
    arguments = (torch.tensor(labels), torch.tensor(weights, dtype=torch.float64), torch.tensor(partners))
    golden = {
        "width": WIDTH,
        "classes": CLASSES,
        "lengths": LENGTHS,
        "labels": labels,
        "weights": weights,
        "partners": partners,
        "forbidden": FORBIDDEN,
        "tensors": {name: value.flatten().tolist() for name, value in tensors.items()},
        "cases": {
            name: {"settings": settings, **run(tensors, *arguments, **settings)} for name, settings in CASES.items()
        },
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(golden, indent=1) + "\n")
    for name, case in golden["cases"].items():
        print(name, case["loss"])


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "test/golden/losses/losses.json"))
