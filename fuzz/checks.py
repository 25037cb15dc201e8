"""What must hold of every answer: nothing raw, no secret, not too long, not too slow."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable
from time import process_time

from tests.hostile.canaries import CANARIES, WINDOW, find_leaks

Target = Callable[[bytes], None]
MAX_CPU_SECONDS = 5.0
MAX_SHOWN = 256 * 1024
_RAW = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


_WHOLE = re.compile(b"|".join(re.escape(text.encode()) for text in sorted({canary.text for canary in CANARIES}, key=len, reverse=True)))


def text_of(data: bytes) -> str:
    """Return *data* as text, as a file or standard input becomes text."""
    return data.decode("utf-8", "replace")


def hold_visible(shown: str) -> None:
    """Complain if *shown* could drive a terminal."""
    found = _RAW.search(shown)
    assert found is None, f"the raw character {ord(found.group()):#x}"


def hold_secret(shown: str | bytes, data: bytes, secrets: Iterable[str] = ()) -> None:
    """Complain if *shown* has a piece of a canary that is whole in *data*, or of one of *secrets*.

    What is left of a canary that was cut to pieces is like any other text: its beginning may have become the end of a name.
    """
    leaks = find_leaks(shown)
    if leaks:
        leaks -= find_leaks(_WHOLE.sub(b"", data))
    assert not leaks, f"leaked: {sorted(leaks)}"
    text = shown if isinstance(shown, str) else text_of(shown)
    for secret in secrets:
        pieces = (secret[at : at + WINDOW] for at in range(len(secret) - WINDOW + 1))
        assert not any(piece in text for piece in pieces), f"leaked: a piece of a secret of {len(secret)} characters"


def hold_bounded(shown: str | bytes, limit: int = MAX_SHOWN) -> None:
    """Complain if *shown* is longer than *limit*."""
    assert len(shown) <= limit, f"an output of {len(shown)} characters, expected at most {limit}"


def timed(target: Target) -> Target:
    """Return *target* with a limit on the processor time of one input: the time on the clock says how busy the machine is."""

    @functools.wraps(target)
    def run(data: bytes) -> None:
        start = process_time()
        target(data)
        taken = process_time() - start
        assert taken <= MAX_CPU_SECONDS, f"{taken:.1f} seconds for one input, expected at most {MAX_CPU_SECONDS}"

    return run
