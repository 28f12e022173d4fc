"""Times one training step of a BERT token classifier in plain PyTorch, one step for each line on stdin.

After two warm-up steps it prints `ready {…}`. Then every line read runs one step and prints one line of JSON:
{"forwardBackwardMs", "optimizerMs", "totalMs", "loss", "peakRssMb"}. It quits at the end of input. So two programs can
take turns on one machine, and a slow minute of the machine falls on both.

With --gemm M N K it multiplies matrices instead; each line is then {"gflops", "ms"}, the mean over --repeats products.
"""

import argparse
import json
import sys
from contextlib import nullcontext
from time import perf_counter

import torch
from common import add_shape_arguments, adamw, peak_rss_mb, random_model

WARMUP_RUNS = 2


def training_step(arguments):
    model = random_model(arguments).train()
    optimizer, fused = adamw(model, rate=2e-5, weight_decay=0.01)
    shape = (arguments.batch, arguments.length)
    batch = {
        "input_ids": torch.randint(1, arguments.vocabulary, shape),
        "attention_mask": torch.ones(shape, dtype=torch.long),
        "token_type_ids": torch.zeros(shape, dtype=torch.long),
        "labels": torch.randint(0, arguments.labels, shape),
    }

    def step():
        start = perf_counter()
        with torch.autocast("cpu", dtype=torch.bfloat16) if arguments.bf16 else nullcontext():
            loss = model(**batch).loss
        loss.backward()
        between = perf_counter()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        end = perf_counter()
        return {
            "forwardBackwardMs": 1e3 * (between - start),
            "optimizerMs": 1e3 * (end - between),
            "totalMs": 1e3 * (end - start),
            "loss": loss.item(),
            "peakRssMb": peak_rss_mb(),
        }

    about = {
        "params": sum(parameter.numel() for parameter in model.parameters()),
        "batch": arguments.batch,
        "length": arguments.length,
        "dropout": arguments.dropout,
        "precision": "bf16 autocast" if arguments.bf16 else "fp32",
        "attention": model.config._attn_implementation,
        "fusedAdamW": fused,
    }
    return step, about


def matrix_product(arguments):
    rows, columns, inner = arguments.gemm
    dtype = torch.bfloat16 if arguments.bf16 else torch.float32
    left, right = torch.randn(rows, inner).to(dtype), torch.randn(inner, columns).to(dtype)
    result = torch.empty(rows, columns, dtype=dtype)

    def step():
        start = perf_counter()
        for _ in range(arguments.repeats):
            torch.mm(left, right, out=result)
        seconds = (perf_counter() - start) / arguments.repeats
        return {"gflops": 2e-9 * rows * columns * inner / seconds, "ms": 1e3 * seconds}

    about = {"m": rows, "n": columns, "k": inner, "repeats": arguments.repeats, "precision": str(dtype)[6:]}
    return step, about


def serve(step, about):
    for _ in range(WARMUP_RUNS):
        step()
    print("ready", json.dumps(about), flush=True)
    for _ in sys.stdin:
        print(json.dumps(step()), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_shape_arguments(parser)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--length", type=int, default=128)
    parser.add_argument("--bf16", action="store_true", help="autocast to bfloat16")
    parser.add_argument("--gemm", type=int, nargs=3, metavar=("M", "N", "K"))
    parser.add_argument("--repeats", type=int, default=20, help="products a line, with --gemm")
    arguments = parser.parse_args()
    imported = peak_rss_mb()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    step, about = matrix_product(arguments) if arguments.gemm else training_step(arguments)
    about["importedRssMb"] = imported
    serve(step, {**about, "threads": torch.get_num_threads(), "torch": torch.__version__})


if __name__ == "__main__":
    main()
