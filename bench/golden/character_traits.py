"""Writes src/tokenize/_ranges.ts: which code points Hugging Face's BERT tokenizer drops, splits at, strips …

The Rust library carries Unicode tables of its own, older than those of any Node release, so a regular
expression such as \\p{P} in JavaScript gives other tokens. This script asks the library itself about every
code point and writes the answers down as ranges.

    python bench/golden/character_traits.py     # needs: pip install tokenizers
"""

from pathlib import Path

import tokenizers
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

TARGET = Path(__file__).parents[2] / "src/tokenize/_ranges.ts"
SURROGATES = range(0xD800, 0xE000)


def normalizer(**on):
    off = dict(clean_text=False, handle_chinese_chars=False, strip_accents=False, lowercase=False)
    return BertNormalizer(**{**off, **on})


def traits():
    clean, chinese = normalizer(clean_text=True), normalizer(handle_chinese_chars=True)
    strip, split = normalizer(strip_accents=True), BertPreTokenizer()
    found = {name: [] for name in ("DROPPED", "SPACE", "IDEOGRAPH", "PUNCTUATION", "MARK", "DECOMPOSES")}
    for code in range(0x110000):
        if code in SURROGATES:
            found["DROPPED"].append(code)
            continue
        char = chr(code)
        if clean.normalize_str(char) == "":
            found["DROPPED"].append(code)
        if chinese.normalize_str(char) != char:
            found["IDEOGRAPH"].append(code)
        stripped = strip.normalize_str(char)
        if stripped != char:
            found["DECOMPOSES" if stripped else "MARK"].append(code)
        parts = len(split.pre_tokenize_str(f"a{char}a"))
        if parts > 1:
            found["PUNCTUATION" if parts == 3 else "SPACE"].append(code)
    return found


def base36(number):
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits or "0"


def encode(codes):
    """Each range as `gap` or `gap:more`: the distance from the end of the last one, and its length less one."""
    runs = []
    for code in codes:
        if runs and code == runs[-1][1]:
            runs[-1][1] = code + 1
        else:
            runs.append([code, code + 1])
    parts, position = [], 0
    for start, end in runs:
        more = end - start - 1
        parts.append(base36(start - position) + (f":{base36(more)}" if more else ""))
        position = end
    return " ".join(parts)


def main():
    lines = [
        "// Written by bench/golden/character_traits.py; do not edit. Base-36 numbers: `gap` or `gap:more`, the",
        "// distance from the end of the last range (from 0) and the length of this range less one.",
        f"// Asked of the tokenizers library {tokenizers.__version__}.",
    ]
    for name, codes in traits().items():
        lines.append("")
        lines.append("// biome-ignore format: one range after another reads no better on many lines")
        lines.append(f"export const {name} = '{encode(codes)}'")
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
