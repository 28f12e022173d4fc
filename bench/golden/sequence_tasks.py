"""Golden numbers of tasks over whole sequences: the loss and gradients of a head with several labels from
PyTorch's BCEWithLogitsLoss in float64, and how transformers' tokenizer cuts pairs of texts.

Usage: python bench/golden/sequence_tasks.py [output file, default test/golden/losses/sequence_tasks.json]
"""

import json
import sys
from pathlib import Path

import torch
from tokenizers import Tokenizer, models, processors

WIDTH, CLASSES, TEXTS = 4, 3, 5
PAIRS = [(2, 3, 16), (9, 2, 11), (2, 9, 11), (9, 9, 11), (9, 9, 12), (9, 8, 12), (8, 9, 12), (4, 9, 11), (5, 9, 12)]


def several_labels():
    source = torch.Generator().manual_seed(7)
    shapes = {
        "x": [TEXTS, WIDTH],
        "bert.pooler.dense.weight": [WIDTH, WIDTH],
        "bert.pooler.dense.bias": [WIDTH],
        "classifier.weight": [CLASSES, WIDTH],
        "classifier.bias": [CLASSES],
    }
    # float32 numbers, so that both sides start from the same.
    tensors = {name: torch.randn(shape, generator=source).double() for name, shape in shapes.items()}
    targets = (torch.rand([TEXTS, CLASSES], generator=source) < 0.4).double()
    leaves = {name: value.clone().requires_grad_() for name, value in tensors.items()}
    pooled = torch.tanh(leaves["x"] @ leaves["bert.pooler.dense.weight"].T + leaves["bert.pooler.dense.bias"])
    logits = pooled @ leaves["classifier.weight"].T + leaves["classifier.bias"]
    loss = torch.nn.BCEWithLogitsLoss()(logits, targets)
    loss.backward()
    flat = lambda tensor: tensor.flatten().tolist()
    return {
        "width": WIDTH,
        "classes": CLASSES,
        "texts": TEXTS,
        "targets": [int(value) for value in flat(targets)],
        "tensors": {name: flat(value) for name, value in tensors.items()},
        "loss": loss.item(),
        "gradients": {name: flat(leaf.grad) for name, leaf in leaves.items()},
    }


def cut_pairs():
    """How many tokens of each text are read in windows of so many."""
    words = {"[CLS]": 0, "[SEP]": 1, "a": 2, "b": 3, "[UNK]": 4}
    tokenizer = Tokenizer(models.WordLevel(words, unk_token="[UNK]"))
    from tokenizers.pre_tokenizers import Whitespace

    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 1), ("[CLS]", 0))
    cases = []
    for first, second, window in PAIRS:
        tokenizer.enable_truncation(window, strategy="longest_first")
        tokens = tokenizer.encode(" ".join("a" * first), " ".join("b" * second)).tokens
        cases.append([first, second, window, [tokens.count("a"), tokens.count("b")]])
    return cases


if __name__ == "__main__":
    default = Path(__file__).resolve().parents[2] / "test" / "golden" / "losses" / "sequence_tasks.json"
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else default
    golden = {"severalLabels": several_labels(), "pairs": cut_pairs()}
    path.write_text(json.dumps(golden, indent=1) + "\n")
    print(golden["severalLabels"]["loss"], golden["pairs"])
