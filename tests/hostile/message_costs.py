"""Measure what each message costs in a text made for it: `python tests/hostile/message_costs.py`.

Writes a line of JSON for each message: its id, and the processor seconds of its most expensive text.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

from siwakit.readers.messages.entries import MESSAGES
from siwakit.readers.messages.find import Finder
from siwakit.readers.messages.model import Message

SIZE = 32 * 1024


def texts_for(message: Message) -> Iterator[str]:
    """Yield texts that begin to match *message* over and over, and never end."""
    for unit in (message.literal, f"{message.literal} ", *message.samples):
        yield (unit * (SIZE // len(unit) + 1))[:SIZE]
    for sample in message.samples:
        for cut in (len(sample) // 3, len(sample) // 2, len(sample) - 1):
            beginning = f"{sample[:cut]} {message.literal} "
            yield (beginning * (SIZE // len(beginning) + 1))[:SIZE]
            for filling in ("a", " ", '"', "a.", "1", "[", "a "):
                yield f"{beginning}{filling * 1000} {message.literal}"


def seconds_of(message: Message) -> float:
    """Return the processor seconds that finding *message* takes in its most expensive text."""
    finder, worst = Finder((message,)), 0.0
    for text in texts_for(message):
        start = time.process_time()
        finder.find(text)
        worst = max(worst, time.process_time() - start)
    return worst


if __name__ == "__main__":
    for one_message in MESSAGES:
        print(json.dumps({"id": one_message.id, "seconds": seconds_of(one_message)}))
