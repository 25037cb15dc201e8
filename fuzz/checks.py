"""Checks of every answer: no raw characters, no secrets, not too long, not too slow."""

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


_COMPLETE = re.compile(b"|".join(re.escape(text.encode()) for text in sorted({canary.text for canary in CANARIES}, key=len, reverse=True)))


def text_of(data: bytes) -> str:
    """Return *data* as text, decoded as files and standard input are."""
    return data.decode("utf-8", "replace")


def require_visible(shown: str) -> None:
    """Assert that *shown* contains no character that a terminal interprets."""
    match = _RAW.search(shown)
    assert match is None, f"the raw character {ord(match.group()):#x}"


def require_no_secret(shown: str | bytes, data: bytes, secrets: Iterable[str] = ()) -> None:
    """Assert that *shown* contains no piece of a canary that is complete in *data*, or of one of *secrets*.

    The pieces of a canary that was cut up are like any other text: one may have become the end of a name.
    """
    leaks = find_leaks(shown)
    if leaks:
        leaks -= find_leaks(_COMPLETE.sub(b"", data))
    assert not leaks, f"leaked: {sorted(leaks)}"
    text = shown if isinstance(shown, str) else text_of(shown)
    for secret in secrets:
        pieces = (secret[at : at + WINDOW] for at in range(len(secret) - WINDOW + 1))
        assert not any(piece in text for piece in pieces), f"leaked: a piece of a secret of {len(secret)} characters"


def require_bounded(shown: str | bytes, limit: int = MAX_SHOWN) -> None:
    """Assert that *shown* is not longer than *limit*."""
    assert len(shown) <= limit, f"an output of {len(shown)} characters, expected at most {limit}"


def timed(target: Target) -> Target:
    """Return *target* with a limit on the processor time of one input; elapsed time would depend on how busy the machine is."""

    @functools.wraps(target)
    def run(data: bytes) -> None:
        start = process_time()
        target(data)
        taken = process_time() - start
        assert taken <= MAX_CPU_SECONDS, f"{taken:.1f} seconds for one input, expected at most {MAX_CPU_SECONDS}"

    return run
