"""Writes the small checkpoint files under test/golden/checkpoints and what Python reads from them.

Needs torch and safetensors: python bench/golden/checkpoints.py
"""

import collections
import json
import os
import pickle
import sys
import zipfile
from pathlib import Path

import safetensors.torch
import torch

OUT = Path(__file__).resolve().parents[2] / "test" / "golden" / "checkpoints"
INDEX = OUT / "index.json"


def generator():
    return torch.Generator().manual_seed(7)


def state_dict():
    """Names and kinds of tensors as in a BERT checkpoint, in miniature."""
    g = generator()
    embedding = torch.nn.Embedding(6, 4)
    embedding.weight.data = torch.randn(6, 4, generator=g)
    dense = torch.nn.Linear(4, 3)
    dense.weight.data, dense.bias.data = torch.randn(3, 4, generator=g), torch.randn(3, generator=g)
    module = torch.nn.Module()
    module.embeddings, module.dense = embedding, dense
    state = module.state_dict()  # an OrderedDict with the attribute _metadata
    whole = torch.randn(40, generator=g)
    state["cls.tied.weight"] = state["embeddings.weight"]  # one storage, two names
    state["transposed"] = torch.randn(3, 5, generator=g).t()
    state["permuted"] = torch.randn(2, 3, 4, generator=g).permute(2, 0, 1)
    state["slice"] = whole[7:19].view(3, 4)
    state["column"] = whole.view(8, 5)[:, 3]
    state["scalar"] = torch.tensor(-1.5)
    state["empty"] = torch.zeros(0, 4)
    state["中文.权重"] = torch.tensor([0.1, -0.0, float("inf"), float("-inf"), 1e-40])
    state["half"] = torch.cat([torch.randn(5, generator=g).half(), torch.tensor([6e-8, 65504.0, -0.0]).half()])
    state["brain"] = torch.randn(2, 3, generator=g).bfloat16()
    state["double"] = torch.randn(2, 2, generator=g, dtype=torch.float64)
    state["double_transposed"] = torch.randn(2, 3, generator=g, dtype=torch.float64).t()
    state["embeddings.position_ids"] = torch.arange(5).expand((1, -1))
    for name, kind in {"i32": torch.int32, "i16": torch.int16, "i8": torch.int8, "u8": torch.uint8}.items():
        state[name] = torch.arange(3).to(kind)
    state["bool"] = torch.tensor([True, False])
    state["parameter"] = torch.nn.Parameter(torch.randn(2, generator=g))
    return state


def values_of(state):
    """Float tensors row by row, as float32 bits: NaN, infinities and signs of zero survive JSON that way."""
    result = {}
    for name, tensor in state.items():
        bits = None
        if tensor.is_floating_point():
            bits = tensor.detach().float().contiguous().view(torch.int32).flatten().tolist()
        result[name] = {"dtype": str(tensor.dtype), "shape": list(tensor.shape), "bits": bits}
    return result


def big_endian(state, source, target):
    """The checkpoint of `source` as a big-endian machine writes it (none is at hand: the bytes are swapped)."""
    widths = [tensor.element_size() for tensor in state.values()]  # storages are numbered in this order
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as new:
        for entry in old.infolist():
            data = old.read(entry)
            _, *path = entry.filename.split("/")
            if path == ["byteorder"]:
                data = b"big"
            elif path[0] == "data":
                width = widths[int(path[1])]
                data = b"".join(data[i : i + width][::-1] for i in range(0, len(data), width))
            new.writestr(zipfile.ZipInfo(entry.filename), data)


class Python2OrderedDict(collections.OrderedDict):
    """Pickled as Python 2 did: all items as one argument."""

    def __reduce__(self):
        return (collections.OrderedDict, ([[key, value] for key, value in self.items()],))


class SlicePickler(pickle._Pickler):
    """Gives every tensor's storage as a slice of one storage, as PyTorch before 0.4 could."""

    def __init__(self, file, root, slices):
        super().__init__(file, 2)
        self.root, self.slices = root, slices

    def persistent_id(self, value):
        if not isinstance(value, torch.storage.TypedStorage):
            return None
        start, length = self.slices[value[0]]
        view = (f"slice{start}", start, length)
        return ("storage", torch.FloatStorage, "root", "cpu", len(self.root), view)


def legacy_with_slices(path):
    root = torch.arange(10, dtype=torch.float32)
    state = Python2OrderedDict(a=root[2:6].clone().view(2, 2), b=root[6:9].clone())
    with open(path, "wb") as file:
        for header in (0x1950A86A20F9469CFC6C, 1001, {"protocol_version": 1001, "little_endian": True}):
            pickle.dump(header, file, 2)
        SlicePickler(file, root, {2.0: (2, 4), 6.0: (6, 3)}).dump(state)
        pickle.dump(["root"], file, 2)
        file.write(len(root).to_bytes(8, "little") + root.numpy().tobytes())
    return state


class Malicious:
    def __reduce__(self):
        return (os.system, ("echo pwned > pwned.txt",))


class LoadsFromBytes:
    def __reduce__(self):
        return (torch.storage._load_from_bytes, (b"",))


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(7)
    state = state_dict()
    golden = {}

    def save(name, value, expected=state, **options):
        torch.save(value, OUT / name, **options)
        golden[name] = values_of(expected)

    for protocol in (2, 3, 4, 5):
        save(f"zip-protocol{protocol}.bin", state, pickle_protocol=protocol)
    for protocol in (2, 4):
        save(f"legacy-protocol{protocol}.bin", state, pickle_protocol=protocol, _use_new_zipfile_serialization=False)
    small = collections.OrderedDict((k, v) for k, v in state.items() if k in ("dense.weight", "dense.bias"))
    save("plain-dict.bin", dict(small), small)
    save("wrapped.bin", {"state_dict": small, "epoch": 3, "note": "训练", "rng": torch.get_rng_state()[:4]}, small)
    save("wrapped-unusual.bin", {"net": small, "optimizer": {"state": {}, "lr": 0.1}}, small)
    average = collections.OrderedDict((k, v * 2) for k, v in small.items())
    save("model-and-average.bin", {"model": small, "ema": average}, small)

    numbers = collections.OrderedDict((n, state[n]) for n in ("dense.weight", "transposed", "half", "brain", "double"))
    torch.save(numbers, OUT / "little.bin")
    big_endian(numbers, OUT / "little.bin", OUT / "big-endian.bin")
    golden["little.bin"] = golden["big-endian.bin"] = values_of(numbers)
    golden["legacy-slices.bin"] = values_of(legacy_with_slices(OUT / "legacy-slices.bin"))
    torch.save({"w": torch.ones(1).expand(3)}, OUT / "expanded.bin")

    refused = {
        "malicious-zip.bin": ("E_TORCHFILE_GLOBAL", f"{os.system.__module__}.system"),
        "malicious-legacy.bin": ("E_TORCHFILE_GLOBAL", f"{os.system.__module__}.system"),
        "load-from-bytes.bin": ("E_TORCHFILE_GLOBAL", "torch.storage._load_from_bytes"),
        "whole-model.bin": ("E_TORCHFILE_GLOBAL", "torch.nn.modules.linear.Linear"),
        "two-sets.bin": ("E_TORCHFILE_SEVERAL", "generator"),
        "no-tensors.bin": ("E_TORCHFILE_NO_TENSORS", "epoch"),
        "nested.bin": ("E_TORCHFILE_VALUE", "inner"),
    }
    torch.save({"w": torch.ones(2), "x": Malicious()}, OUT / "malicious-zip.bin")
    torch.save({"w": torch.ones(2), "x": Malicious()}, OUT / "malicious-legacy.bin", _use_new_zipfile_serialization=False)
    torch.save({"w": LoadsFromBytes()}, OUT / "load-from-bytes.bin")
    torch.save(torch.nn.Linear(2, 2), OUT / "whole-model.bin")
    torch.save({"generator": dict(small), "discriminator": dict(small)}, OUT / "two-sets.bin")
    torch.save({"epoch": 3}, OUT / "no-tensors.bin")
    torch.save({"w": torch.ones(2), "inner": {"v": torch.ones(2)}}, OUT / "nested.bin")

    # What is golden must be what PyTorch itself reads.
    for name, expected in golden.items():
        loaded = torch.load(OUT / name, weights_only=False)  # our own files, just written
        loaded = loaded.get("state_dict", loaded.get("model", loaded.get("net", loaded)))
        assert values_of(loaded) == expected, name

    untied = {k: v.contiguous().clone() for k, v in state.items()}
    safetensors.torch.save_file(untied, OUT / "all.safetensors", metadata={"format": "pt"})
    golden["all.safetensors"] = values_of(untied)
    # Only what our writer writes, to be matched byte for byte.
    floats = {k: v for k, v in untied.items() if v.dtype in (torch.float32, torch.float16)}
    safetensors.torch.save_file(floats, OUT / "floats.safetensors", metadata={"format": "pt"})
    golden["floats.safetensors"] = values_of(floats)

    versions = {"python": sys.version.split()[0], "torch": torch.__version__, "safetensors": safetensors.__version__}
    index = {"versions": versions, "files": golden, "refused": refused}
    INDEX.write_text(json.dumps(index, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    assert pickle.DEFAULT_PROTOCOL >= 4
    main()
