"""Trains a saved token classifier on given batches in a given order, and prints the loss of every step.

FOLDER holds config.json and model.safetensors, classifier included. BATCHES is JSONL, one batch a line, unpadded:
{"sequences": [{"input_ids": […], "labels": […]}, …]}; this script pads. Step s uses line s.
AdamW without decay on biases and LayerNorm; the rate climbs linearly over the warm-up, then falls linearly to 0 at the
last step. Step s (from 0) uses the rate peak · s / warm-up, so the first step changes nothing. Dropout is off.
Prints {"losses", "gradientNorms", "learningRates"}; a norm is the global one before clipping.
"""

import argparse
import json
import sys

import torch
from common import adamw
from transformers import BertForTokenClassification, get_linear_schedule_with_warmup
from transformers.utils import logging

IGNORED = -100


def load(folder, precision):
    model, loading = BertForTokenClassification.from_pretrained(
        folder, dtype=precision, output_loading_info=True
    )
    if loading["missing_keys"] or loading["mismatched_keys"]:
        # A weight drawn at random here would make the comparison meaningless.
        sys.exit(f"{folder} lacks weights: {loading['missing_keys']} {loading['mismatched_keys']}")
    return model.eval()  # dropout off; gradients flow all the same


def padded(sequences):
    longest = max(len(row["input_ids"]) for row in sequences)

    def filled(values, filler):
        return values + [filler] * (longest - len(values))

    return {
        "input_ids": torch.tensor([filled(row["input_ids"], 0) for row in sequences]),
        "attention_mask": torch.tensor([filled([1] * len(row["input_ids"]), 0) for row in sequences]),
        "labels": torch.tensor([filled(row["labels"], IGNORED) for row in sequences]),
    }


def train(model, batches, arguments):
    optimizer, _ = adamw(
        model, arguments.learning_rate, arguments.weight_decay, tuple(arguments.betas), arguments.epsilon
    )
    schedule = get_linear_schedule_with_warmup(optimizer, arguments.warmup_steps, arguments.steps)
    curve = {"losses": [], "gradientNorms": [], "learningRates": []}
    for batch in batches:
        loss = model(**padded(batch["sequences"])).loss
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(model.parameters(), arguments.max_gradient_norm)
        curve["losses"].append(loss.item())
        curve["gradientNorms"].append(norm.item())
        curve["learningRates"].append(schedule.get_last_lr()[0])
        optimizer.step()
        schedule.step()
        optimizer.zero_grad(set_to_none=True)
    return curve


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("batches")
    parser.add_argument("--steps", type=int, help="default: as many as there are batches")
    parser.add_argument("--learning-rate", type=float, default=2e-5, help="the peak")
    parser.add_argument("--warmup-steps", type=int, default=0)
    parser.add_argument("--weight-decay", type=float, default=0.01)
    parser.add_argument("--betas", type=float, nargs=2, default=[0.9, 0.999])
    parser.add_argument("--epsilon", type=float, default=1e-8)
    parser.add_argument("--max-gradient-norm", type=float, default=1.0)
    parser.add_argument("--float64", action="store_true")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    logging.disable_progress_bar()
    with open(arguments.batches, encoding="utf-8") as lines:
        batches = [json.loads(line) for line in lines if line.strip()]
    arguments.steps = arguments.steps or len(batches)
    if arguments.steps > len(batches):
        parser.error(f"{arguments.steps} steps, but only {len(batches)} batches")
    model = load(arguments.folder, torch.float64 if arguments.float64 else torch.float32)
    print(json.dumps(train(model, batches[: arguments.steps], arguments)))


if __name__ == "__main__":
    main()
