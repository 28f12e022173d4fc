"""Writes test/golden/tokenizer/*.json: what Hugging Face's tokenizers makes of difficult texts of our own.

Offsets are turned into UTF-16 code units, which is how JavaScript counts.

    python bench/golden/tokenizer.py ../shared/data/tok_vocab/bert-base-chinese.vocab.txt
"""

import json
import random
import sys
from pathlib import Path

import tokenizers
from tokenizers import AddedToken, Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

from tokenizer_texts import BY_HAND, SCRIPTS

TARGET = Path(__file__).parents[2] / "test/golden/tokenizer"
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
SETTINGS = {
    "uncased": dict(clean_text=True, handle_chinese_chars=True, strip_accents=None, lowercase=True),
    "cased": dict(clean_text=True, handle_chinese_chars=True, strip_accents=None, lowercase=False),
    "uncased, accents kept": dict(clean_text=True, handle_chinese_chars=True, strip_accents=False, lowercase=True),
    "cased, accents stripped": dict(clean_text=True, handle_chinese_chars=True, strip_accents=True, lowercase=False),
    "nothing but lower case": dict(clean_text=False, handle_chinese_chars=False, strip_accents=None, lowercase=True),
}


def mixtures(count, seed=20240229):
    """Texts of random stretches of the scripts, with and without spaces between them."""
    rng = random.Random(seed)
    names = sorted(SCRIPTS)
    for _ in range(count):
        stretches = []
        for _ in range(rng.randint(1, 8)):
            alphabet = SCRIPTS[rng.choice(names)]
            stretches.append("".join(rng.choice(alphabet) for _ in range(rng.randint(1, 5))))
            stretches.append(rng.choice(["", "", " ", "\u3000"]))
        yield "".join(stretches)


def own_vocabulary():
    """A small vocabulary that cuts nearly every script somewhere, so that offsets inside words are tested."""
    letters = "abcdefghijklmnopqrstuvwxyzABCDEIÉéßıσΣ0123456789１２Ａａ"
    jamo = "\u1100\u1102\u1103\u1112\u1161\u1162\u1165\u1169\u11ab\u11af"
    others = "北京大学中文人工智能豈更𠀀𪚥😀👨👩🏽❤，。、！？：；（）《》“”,.!?:;()[]#$+-_'\"/@%&*<=>^`{|}~"
    words = ["the", "new", "york", "New", "York", "un", "aff", "able", "2016", "café", "cafe", "İ", "i\u0307", "##"]
    ends = list(letters) + list(jamo) + ["ing", "able", "aff", "016", "\u0301", "\u0307", "😀", "\u302e", "々"]
    pieces = SPECIAL + words + list(letters) + list(jamo) + list(others) + ["##" + end for end in ends]
    return list(dict.fromkeys(pieces))


def added_tokens():
    return [
        AddedToken("[E1]", special=True, normalized=False),
        AddedToken("<strip>", lstrip=True, rstrip=True, normalized=False),
        AddedToken("WORD", single_word=True, normalized=False),
        AddedToken("糖尿病", normalized=True),
        AddedToken("New York City", normalized=True, single_word=True),
        AddedToken("Café", normalized=True, rstrip=True),
    ]


def make(pieces, settings, added):
    model = WordPiece({piece: i for i, piece in enumerate(pieces)}, unk_token="[UNK]", max_input_chars_per_word=100)
    tokenizer = Tokenizer(model)
    tokenizer.normalizer = BertNormalizer(**settings)
    tokenizer.pre_tokenizer = BertPreTokenizer()
    tokenizer.add_special_tokens(SPECIAL)
    tokenizer.add_tokens(added)
    return tokenizer


def run(tokenizer, text):
    """ids, starts, ends; the latter two in UTF-16 code units."""
    units = [0]
    for char in text:
        units.append(units[-1] + (2 if ord(char) > 0xFFFF else 1))
    encoding = tokenizer.encode(text, add_special_tokens=False)
    return [encoding.ids, [units[s] for s, _ in encoding.offsets], [units[e] for _, e in encoding.offsets]]


def write(name, pieces, texts, added, keep_vocabulary):
    runs = []
    for title, settings in SETTINGS.items():
        tokenizer = make(pieces, settings, added)
        tokens = json.loads(tokenizer.to_str())["added_tokens"]
        runs.append({"title": title, "normalizer": settings, "added": tokens, "results": [run(tokenizer, t) for t in texts]})
    content = {"madeBy": f"bench/golden/tokenizer.py with tokenizers {tokenizers.__version__}"}
    content |= {"vocabulary": pieces} if keep_vocabulary else {"vocabularySize": len(pieces)}
    content |= {"texts": texts, "runs": runs}
    TARGET.mkdir(parents=True, exist_ok=True)
    (TARGET / name).write_text(json.dumps(content, ensure_ascii=True, separators=(",", ":")) + "\n")


def main():
    texts = BY_HAND + list(mixtures(300))
    write("own-vocabulary.json", own_vocabulary(), texts, added_tokens(), keep_vocabulary=True)
    chinese = Path(sys.argv[1]).read_text(encoding="utf-8").split("\n")[:-1]
    write("bert-base-chinese.json", chinese, texts, [], keep_vocabulary=False)


if __name__ == "__main__":
    main()
