"""Golden numbers of whole models: losses, logits, gradients and one training curve, from PyTorch.

Usage: python bench/golden/bert.py [output folder, default test/golden/bert]

The shapes of the JSON files are described in the README that stands in the output folder.
"""

import json
import sys
from pathlib import Path

import torch
from transformers import (
    BertConfig,
    BertForMaskedLM,
    BertForSequenceClassification,
    BertForTokenClassification,
    get_linear_schedule_with_warmup,
)

PAD, CLS, SEP, FIRST_WORD, VOCAB = 0, 2, 3, 5, 120
IGNORED = -100
LENGTHS = [7, 12, 3, 9]
STEPS, WARMUP_STEPS, BATCH = 100, 10, 8
PEAK_RATE, WEIGHT_DECAY, BETAS, EPSILON, MAX_NORM = 5e-4, 0.01, (0.9, 0.999), 1e-8, 1.0


class Integers:
    """A small linear congruential generator, so that the batches can be remade in any language."""

    def __init__(self, seed):
        self.state = seed

    def below(self, bound):
        self.state = (self.state * 1103515245 + 12345) % 2**31
        return (self.state >> 16) % bound


def tiny_config(labels):
    return BertConfig(
        vocab_size=VOCAB,
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=64,
        type_vocab_size=2,
        hidden_act="gelu",
        layer_norm_eps=1e-12,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        classifier_dropout=0.0,
        pad_token_id=PAD,
        num_labels=labels,
    )


def scatter_weights(model, seed):
    """Weights large enough that no gradient is tiny, and no LayerNorm or bias left at its trivial start."""
    source = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            noise = torch.randn(parameter.shape, generator=source)
            if name.endswith("LayerNorm.weight"):
                parameter.copy_(1 + 0.2 * noise)
            elif parameter.dim() == 1:
                parameter.copy_(0.1 * noise)
            elif "embeddings" in name:
                parameter.copy_(0.5 * noise)
            else:
                parameter.copy_(1.5 * noise / parameter.shape[1] ** 0.5)
    return model.eval()


def sequence(integers, length, segments):
    """[CLS] words [SEP]; with two segments the second half carries token type 1."""
    words = [FIRST_WORD + integers.below(VOCAB - FIRST_WORD) for _ in range(length - 2)]
    types = [int(segments == 2 and at >= length // 2) for at in range(length)]
    return [CLS, *words, SEP], types


def padded(rows, filler):
    longest = max(map(len, rows))
    return [row + [filler] * (longest - len(row)) for row in rows]


def encoded(rows):
    return {
        "input_ids": padded([ids for ids, _ in rows], PAD),
        "attention_mask": padded([[1] * len(ids) for ids, _ in rows], 0),
        "token_type_ids": padded([types for _, types in rows], 0),
    }


def run(model, batch):
    """Loss, logits and the gradient of every parameter, in the precision that the model has."""
    model.zero_grad(set_to_none=True)
    output = model(**{name: torch.tensor(value) for name, value in batch.items()})
    output.loss.backward()
    gradients = {name: parameter.grad.clone() for name, parameter in model.named_parameters()}
    return output.loss.detach(), output.logits.detach(), gradients


def worst_relative(gradients, exact):
    """max |g - e| / max |e| of a parameter, the worst over all parameters but key biases, whose gradient is zero."""
    return max(
        ((gradients[name].double() - exact[name]).abs().max() / exact[name].abs().max()).item()
        for name in exact
        if not name.endswith("key.bias")
    )


def padding_row_matters(model, batch):
    """Whether the gradient changes when the [PAD] row of the word embeddings is trained as any other row."""
    words = model.bert.embeddings.word_embeddings
    _, _, fixed = run(model, batch)
    words.padding_idx = None
    _, _, free = run(model, batch)
    words.padding_idx = PAD
    return any(not torch.equal(fixed[name], free[name]) for name in fixed)


def write_case(folder, file, model, batch, logits_of):
    folder.mkdir(parents=True, exist_ok=True)
    model.save_pretrained(folder)
    torch.save(model.state_dict(), folder / "pytorch_model.bin")
    (folder / "model.safetensors").chmod(0o644)
    loss, logits, gradients = run(model, batch)
    matters = padding_row_matters(model, batch)
    exact_loss, _, exact = run(model.double(), batch)
    model.float()
    case = {
        **batch,
        "loss": loss.item(),
        "logits": logits_of(logits),
        "gradients": {name: value.flatten().tolist() for name, value in gradients.items()},
        "padding_row_matters": matters,
        "float64": {
            "loss": exact_loss.item(),
            "worst_relative_gradient_difference": worst_relative(gradients, exact),
        },
    }
    write_json(folder / file, case)
    print(file, "loss", loss.item(), case["float64"], "padding row matters:", matters)


def token_classification(root):
    integers = Integers(20)
    rows = [sequence(integers, length, 2) for length in LENGTHS]
    batch = encoded(rows)
    labels = []
    for ids, _ in rows:
        row = [integers.below(5) for _ in ids]
        # The special tokens and about one word in five carry no label.
        row = [label if FIRST_WORD <= word and integers.below(5) else IGNORED for label, word in zip(row, ids)]
        labels.append(row)
    labels[2][1] = 4  # so that the shortest sequence, one word only, has a say in the loss
    batch["labels"] = padded(labels, IGNORED)
    model = scatter_weights(BertForTokenClassification(tiny_config(5)), 1)
    write_case(
        root / "tiny",
        "token_classification.json",
        model,
        batch,
        lambda logits: [logits[row, :length].flatten().tolist() for row, length in enumerate(LENGTHS)],
    )
    return model


def sequence_classification(root):
    integers = Integers(21)
    batch = encoded([sequence(integers, length, 2) for length in LENGTHS])
    batch["labels"] = [2, 0, 1, 2]
    config = tiny_config(3)
    config.problem_type = "single_label_classification"
    model = scatter_weights(BertForSequenceClassification(config), 2)
    write_case(root / "tiny_cls", "text_classification.json", model, batch, lambda logits: logits.tolist())


def masked_language(root):
    """The head that shares the word embeddings: its gradient of them adds to that of the input."""
    integers = Integers(23)
    rows = [sequence(integers, length, 2) for length in LENGTHS]
    batch = encoded(rows)
    # About one word in four is to be predicted; what stands in its place is another word.
    labels = [[IGNORED] * len(ids) for ids, _ in rows]
    for row, (ids, _) in zip(labels, rows):
        for at in range(1, len(ids) - 1):
            if at == 1 or integers.below(4) == 0:
                row[at] = FIRST_WORD + integers.below(VOCAB - FIRST_WORD)
    batch["labels"] = padded(labels, IGNORED)
    model = scatter_weights(BertForMaskedLM(tiny_config(2)), 3)
    model.tie_weights()
    write_case(
        root / "tiny_mlm",
        "masked_language.json",
        model,
        batch,
        lambda logits: [
            logits[row, at].tolist()
            for row, own in enumerate(labels)
            for at, label in enumerate(own)
            if label != IGNORED
        ],
    )


def curve_batches():
    """Sequences of one segment whose labels a model can learn: the word's residue, on a rule that looks one word back."""
    integers, batches = Integers(22), []
    for _ in range(STEPS):
        rows = [sequence(integers, 4 + integers.below(9), 1) for _ in range(BATCH)]
        labels = [
            [IGNORED, *((word + (before % 2)) % 5 for before, word in zip(ids, ids[1:-1])), IGNORED]
            for ids, _ in rows
        ]
        batches.append({**encoded(rows), "labels": padded(labels, IGNORED)})
    return batches


def train(folder, batches, precision):
    model = BertForTokenClassification.from_pretrained(folder, dtype=precision).train()
    named = list(model.named_parameters())
    free = [parameter for name, parameter in named if name.endswith("bias") or "LayerNorm" in name]
    decayed = [parameter for name, parameter in named if not (name.endswith("bias") or "LayerNorm" in name)]
    optimizer = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": WEIGHT_DECAY}, {"params": free, "weight_decay": 0.0}],
        lr=PEAK_RATE,
        betas=BETAS,
        eps=EPSILON,
    )
    schedule = get_linear_schedule_with_warmup(optimizer, WARMUP_STEPS, STEPS)
    losses, norms, rates = [], [], []
    for batch in batches:
        output = model(**{name: torch.tensor(value) for name, value in batch.items()})
        output.loss.backward()
        norms.append(torch.nn.utils.clip_grad_norm_(model.parameters(), MAX_NORM).item())
        losses.append(output.loss.item())
        rates.append(schedule.get_last_lr()[0])
        optimizer.step()
        schedule.step()
        optimizer.zero_grad(set_to_none=True)
    final = {
        name: {"mean": value.double().mean().item(), "sum_of_squares": value.double().square().sum().item()}
        for name, value in model.state_dict().items()
    }
    return {"losses": losses, "gradient_norms": norms, "learning_rates": rates, "final": final}


def curve(root):
    batches = curve_batches()
    single = train(root / "tiny", batches, torch.float32)
    double = train(root / "tiny", batches, torch.float64)

    def furthest(key):
        return max(abs(ours - exact) / abs(exact) for ours, exact in zip(single[key], double[key]))

    # A key bias has a zero gradient, so Adam normalises its rounding noise: its end says nothing.
    finals = [(single["final"][name], exact) for name, exact in double["final"].items() if not name.endswith("key.bias")]
    far = {
        "worst_relative_loss_difference": furthest("losses"),
        "worst_relative_norm_difference": furthest("gradient_norms"),
        "worst_relative_sum_of_squares_difference": max(
            abs(ours["sum_of_squares"] / exact["sum_of_squares"] - 1) for ours, exact in finals
        ),
        "worst_mean_difference": max(abs(ours["mean"] - exact["mean"]) for ours, exact in finals),
    }
    settings = {
        "steps": STEPS,
        "warmup_steps": WARMUP_STEPS,
        "peak_learning_rate": PEAK_RATE,
        "betas": list(BETAS),
        "epsilon": EPSILON,
        "weight_decay": WEIGHT_DECAY,
        "no_weight_decay": "names that end in bias or hold LayerNorm",
        "max_gradient_norm": MAX_NORM,
    }
    write_json(root / "curve.json", {"settings": settings, **single, "float64": far, "batches": batches})
    print("curve: loss", single["losses"][0], "->", single["losses"][-1], far)
    print("gradient norms from", min(single["gradient_norms"]), "to", max(single["gradient_norms"]))


def write_json(path, value):
    path.write_text(json_text(value) + "\n", encoding="utf-8")


def json_text(value, depth=0):
    """JSON with floats at nine significant digits (enough for any float32), one line for every innermost list."""
    if isinstance(value, bool) or value is None or isinstance(value, (str, int)):
        return json.dumps(value)
    if isinstance(value, float):
        return f"{value:.9g}"
    indent, close = "\n" + " " * (depth + 1), "\n" + " " * depth
    if isinstance(value, dict):
        entries = [f"{json.dumps(key)}: {json_text(entry, depth + 1)}" for key, entry in value.items()]
        return "{" + indent + ("," + indent).join(entries) + close + "}"
    entries = [json_text(entry, depth + 1) for entry in value]
    if value and isinstance(value[0], (dict, list)):
        return "[" + indent + ("," + indent).join(entries) + close + "]"
    return "[" + ",".join(entries) + "]"


if __name__ == "__main__":
    torch.set_num_threads(1)
    default = Path(__file__).resolve().parents[2] / "test" / "golden" / "bert"
    output = Path(sys.argv[1]) if len(sys.argv) > 1 else default
    token_classification(output)
    sequence_classification(output)
    masked_language(output)
    curve(output)
