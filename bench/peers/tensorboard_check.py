"""Reads a run's event files with TensorBoard itself and compares the figures with a list of them.

The list is JSON lines {"tag", "step", "value"}: what should be seen, steps that a resumed run lost left out. Prints one line
of JSON for each tag and fails if a tag, a step or a value (as float32) differs.
"""

import argparse
import json
import struct
import sys
from collections import defaultdict

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator


def float32(value):
    return struct.unpack("<f", struct.pack("<f", value))[0]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", help="the folder of the event files")
    parser.add_argument("expected", help="JSON lines of tag, step and value")
    arguments = parser.parse_args()

    expected = defaultdict(list)
    with open(arguments.expected, encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            expected[row["tag"]].append((row["step"], float32(row["value"])))

    events = EventAccumulator(arguments.folder, size_guidance={"scalars": 0})
    events.Reload()
    seen = {tag: [(e.step, e.value) for e in events.Scalars(tag)] for tag in events.Tags()["scalars"]}
    wrong = 0
    for tag in sorted(expected.keys() | seen.keys()):
        same = expected.get(tag) == seen.get(tag)
        wrong += not same
        print(json.dumps({"tag": tag, "same": same, "seen": seen.get(tag)}, ensure_ascii=False))
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
