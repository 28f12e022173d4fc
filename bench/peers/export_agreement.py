"""What Python says of texts by an exported model, for bench/export-agreement.mjs.

Reads a JSON list of texts on stdin and writes {"transformers": [...], "onnxruntime": [...]}: label and probability of
each token, or of each text.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy
import onnxruntime
from tokenizers import Tokenizer
from transformers import pipeline


def by_transformers(folder, kind, texts):
    if kind == "ner":
        tag = pipeline("token-classification", model=folder, ignore_labels=[])
        return [[[row["entity"], float(row["score"])] for row in tag(text)] for text in texts]
    classify = pipeline("text-classification", model=folder)
    return [[[row["label"], row["score"]] for row in classify(text)] for text in texts]


def by_onnxruntime(model, folder, kind, texts):
    session = onnxruntime.InferenceSession(model)
    tokenizer = Tokenizer.from_file(str(Path(folder) / "tokenizer.json"))
    labels = {int(i): name for i, name in json.loads((Path(folder) / "config.json").read_text())["id2label"].items()}
    found = []
    for text in texts:
        encoding = tokenizer.encode(text)
        feeds = {
            "input_ids": numpy.array([encoding.ids]),
            "attention_mask": numpy.array([encoding.attention_mask]),
            "token_type_ids": numpy.array([encoding.type_ids]),
        }
        logits = session.run(["logits"], feeds)[0][0]
        rows = logits[1:-1] if kind == "ner" else logits[None]
        shifted = numpy.exp(rows - rows.max(axis=-1, keepdims=True))
        scores = shifted / shifted.sum(axis=-1, keepdims=True)
        found.append([[labels[int(row.argmax())], float(row.max())] for row in scores])
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--safetensors", required=True, help="the folder of an export --to safetensors")
    parser.add_argument("--onnx", required=True, help="the ONNX file of an export --to onnx")
    parser.add_argument("--kind", required=True, choices=["ner", "cls", "pair"])
    options = parser.parse_args()
    texts = json.load(sys.stdin)
    json.dump(
        {
            "transformers": by_transformers(options.safetensors, options.kind, texts),
            "onnxruntime": by_onnxruntime(options.onnx, options.safetensors, options.kind, texts),
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
