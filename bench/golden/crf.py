"""A linear-chain CRF as the definition says it, and golden numbers of its decoding from every path there is.

Usage: python bench/golden/crf.py [output file, default test/golden/losses/crf.json]

Classes are O, B-A, I-A, B-B, I-B. `losses.py` beside this file takes the likelihood from here.
"""

import itertools
import json
import sys
from pathlib import Path

import torch

CLASSES = 5
PENALTY = -1e4
# I-A follows B-A and I-A only, I-B follows B-B and I-B only.
FORBIDDEN = [[before, 2] for before in (0, 3, 4)] + [[before, 4] for before in (0, 1, 2)]
FORBIDDEN_START = [2, 4]
LENGTHS = [6, 1, 4, 5, 2]


def allowed(transitions):
    mask = torch.zeros_like(transitions)
    for before, after in FORBIDDEN:
        mask[before, after] = PENALTY
    return transitions + mask


def path_score(emissions, path, transitions, start, end):
    score = start[path[0]] + emissions[0, path[0]]
    for at in range(1, len(path)):
        score = score + transitions[path[at - 1], path[at]] + emissions[at, path[at]]
    return score + end[path[-1]]


def log_partition(emissions, transitions, start, end):
    state = start + emissions[0]
    for at in range(1, len(emissions)):
        state = torch.logsumexp(state[:, None] + transitions, dim=0) + emissions[at]
    return torch.logsumexp(state + end, dim=0)


def negative_log_likelihood(emissions, labels, transitions, start, end):
    transitions = allowed(transitions)
    score = path_score(emissions, labels.tolist(), transitions, start, end)
    return log_partition(emissions, transitions, start, end) - score


def decode(emissions, transitions, start, end):
    """The best path and the posterior probability of each of its classes, over all paths one by one."""
    transitions = allowed(transitions)
    start = start.clone()
    start[FORBIDDEN_START] += PENALTY
    paths = list(itertools.product(range(CLASSES), repeat=len(emissions)))
    scores = torch.stack([path_score(emissions, path, transitions, start, end) for path in paths])
    probabilities = torch.softmax(scores, dim=0)
    best = torch.tensor(paths[scores.argmax()])
    shares = [probabilities[torch.tensor(paths)[:, at] == best[at]].sum().item() for at in range(len(best))]
    return {"classes": best.tolist(), "probabilities": shares}


def main(path):
    source = torch.Generator().manual_seed(11)
    draw = lambda *shape: torch.randn(shape, generator=source).double()
    transitions, start, end = draw(CLASSES, CLASSES), draw(CLASSES), draw(CLASSES)
    chains = [2 * draw(length, CLASSES) for length in LENGTHS]
    golden = {
        "forbidden": FORBIDDEN,
        "forbiddenStart": FORBIDDEN_START,
        "tensors": {
            "crf.transitions": transitions.flatten().tolist(),
            "crf.start_transitions": start.tolist(),
            "crf.end_transitions": end.tolist(),
        },
        "chains": [
            {"emissions": emissions.flatten().tolist(), **decode(emissions, transitions, start, end)}
            for emissions in chains
        ],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(golden, indent=1) + "\n")
    for chain in golden["chains"]:
        print(chain["classes"], [round(p, 3) for p in chain["probabilities"]])


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "test/golden/losses/crf.json"))
