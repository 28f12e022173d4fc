"""Fine-tunes a BERT token classifier with the Hugging Face Trainer at its default settings, as a user would on a CPU.

The data is JSONL, one sequence a line: {"input_ids": […], "labels": […]}, with -100 where a position has no label.
Prints one JSON object; everything else goes to stderr. The first --discard steps are trained but not timed.

realTokens    positions that are not padding, over the timed steps
paddedTokens  all positions that the model computed, padding included, over the timed steps
seconds       wall time of the timed steps with all that the Trainer does between them
"""

import argparse
import json
import sys
import tempfile
from contextlib import redirect_stdout
from time import perf_counter

import torch
from common import add_shape_arguments, peak_rss_mb, random_model
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from transformers import (
    DataCollatorForTokenClassification,
    PreTrainedTokenizerFast,
    Trainer,
    TrainerCallback,
    TrainingArguments,
)


class CountingCollator:
    """Pads to the longest sequence of the batch, and notes how many positions are real. The Trainer may fetch ahead."""

    def __init__(self):
        # The collator asks its tokenizer only how to pad.
        words = Tokenizer(WordLevel({"[PAD]": 0, "[UNK]": 1}, unk_token="[UNK]"))
        self.collate = DataCollatorForTokenClassification(
            PreTrainedTokenizerFast(tokenizer_object=words, pad_token="[PAD]", unk_token="[UNK]")
        )
        self.batches = []

    def __call__(self, sequences):
        batch = self.collate(sequences)
        self.batches.append((int(batch["attention_mask"].sum()), batch["input_ids"].numel()))
        return batch


class Clock(TrainerCallback):
    """The time at the end of every step, and the loss of every step."""

    def __init__(self):
        self.ends, self.losses = [], []

    def on_step_end(self, args, state, control, **kwargs):
        self.ends.append(perf_counter())

    def on_log(self, args, state, control, logs=None, **kwargs):
        if "loss" in logs:
            self.losses.append(logs["loss"])


def read_sequences(path):
    with open(path, encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines if line.strip()]
    return [{"input_ids": row["input_ids"], "labels": row["labels"]} for row in rows]


def train(arguments, folder):
    collator, clock = CountingCollator(), Clock()
    settings = TrainingArguments(
        output_dir=folder,
        per_device_train_batch_size=arguments.batch,
        max_steps=arguments.max_steps,
        train_sampling_strategy="group_by_length" if arguments.group_by_length else "random",
        seed=arguments.seed,
        use_cpu=True,
        # Only for the measurement: every loss is wanted, and no checkpoint of random weights.
        logging_steps=1,
        save_strategy="no",
    )
    trainer = Trainer(
        model=random_model(arguments),
        args=settings,
        train_dataset=read_sequences(arguments.data),
        data_collator=collator,
        callbacks=[clock],
    )
    trainer.train()
    return trainer, collator.batches, clock


def report(arguments, trainer, batches, clock):
    steps, discard = len(clock.ends), arguments.discard
    seconds = clock.ends[-1] - clock.ends[discard - 1]
    timed = batches[discard:steps]
    real, padded = (sum(column) for column in zip(*timed))
    return {
        "params": sum(parameter.numel() for parameter in trainer.model.parameters()),
        "threads": torch.get_num_threads(),
        "torch": torch.__version__,
        "batch": arguments.batch,
        "groupByLength": arguments.group_by_length,
        "optimizer": str(trainer.args.optim.value),
        "steps": steps,
        "timedSteps": len(timed),
        "seconds": seconds,
        "realTokens": real,
        "paddedTokens": padded,
        "realTokensPerSecond": real / seconds,
        "peakRssMb": peak_rss_mb(),
        "losses": clock.losses,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_shape_arguments(parser)
    parser.add_argument("data", help="JSONL of sequences")
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--max-steps", type=int, default=20)
    parser.add_argument("--discard", type=int, default=2, help="steps at the start that are not timed, at least 1")
    parser.add_argument("--group-by-length", action="store_true")
    arguments = parser.parse_args()
    if not 1 <= arguments.discard < arguments.max_steps:
        parser.error("--discard must be at least 1 and less than --max-steps")
    imported = peak_rss_mb()
    torch.set_num_threads(arguments.threads)
    with tempfile.TemporaryDirectory() as folder, redirect_stdout(sys.stderr):
        result = report(arguments, *train(arguments, folder))
    print(json.dumps({**result, "importedRssMb": imported}))


if __name__ == "__main__":
    main()
