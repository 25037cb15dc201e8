"""Find the lines of a log that can concern Sign in with Apple: those with one of a few markers.

With the package of the extra `logs` all markers are searched for at once. Without it each of them is searched for by itself, which takes
more than twice as long and finds the same lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

from siwakit.readers.logs.record_lines import MAX_LINE

# Each marker with what must follow it: searching for the part that markers share costs as much as searching for one marker.
_ANYTHING = (b"",)
MARKERS: tuple[tuple[bytes, tuple[bytes, ...]], ...] = (
    (b"nvalid", (b"_", b"Client", b"Grant")),
    (b"INVALID_", (b"CLIENT", b"GRANT")),
    *((marker, _ANYTHING) for marker in (b"unsupported_", b"nauthorized_client")),
    *((marker, _ANYTHING) for marker in (b"client_secret", b"clientSecret", b"grant_type", b"appleid.apple.com", b"status code 4")),
    *((marker, _ANYTHING) for marker in (b"The code has ", b"The token has ", b"was not issued to", b"<center>Apple<")),
    # appleid.apple.com in the payload of a token, in each of the three alignments of base64.
    *((marker, _ANYTHING) for marker in (b"YXBwbGVpZC5hcHBsZS5jb2", b"FwcGxlaWQuYXBwbGUuY29t", b"hcHBsZWlkLmFwcGxlLmNvb")),
)
_WHOLE = tuple(marker + ending for marker, endings in MARKERS for ending in endings)
_LONGEST = max(map(len, _WHOLE))
# The search returns a list; of a part of this size full of markers, the list takes a few MiB.
_WINDOW = 256 * 1024
_Search = Callable[[memoryview], "list[tuple[int, int, int]]"]


def marked_lines(data: bytes, limit: int) -> set[int]:
    """Return where each line before *limit* with a marker begins, if the marker is in its first 1 MiB."""
    search = _together()
    return set(_found_together(data, limit, search) if search else found_one_by_one(data, limit))


@cache
def _together() -> _Search | None:
    try:
        from ahocorasick_rs import BytesAhoCorasick  # noqa: PLC0415  an extra that may not be installed
    except ImportError:
        return None
    search: _Search = BytesAhoCorasick(_WHOLE).find_matches_as_indexes
    return search


def _found_together(data: bytes, limit: int, search: _Search) -> Iterator[int]:
    # No marker contains another, so the match that ends first in a line also begins first.
    view, beyond = memoryview(data), 0
    for begins in range(0, limit, _WINDOW):
        for _, in_window, _ in search(view[begins : min(begins + _WINDOW + _LONGEST - 1, limit)]):
            at = begins + in_window
            if at < beyond:
                continue
            yield from _start_of_line(data, at)
            end = data.find(b"\n", at)
            beyond = end if end >= 0 else limit


def found_one_by_one(data: bytes, limit: int) -> Iterator[int]:
    """Yield what `marked_lines` returns, some lines more than once, without the package."""
    for marker, endings in MARKERS:
        at = data.find(marker, 0, limit)
        while at >= 0:
            if not data.startswith(endings, at + len(marker), limit):
                at = data.find(marker, at + len(marker), limit)
                continue
            yield from _start_of_line(data, at)
            end = data.find(b"\n", at)
            at = data.find(marker, end, limit) if end >= 0 else -1


def _start_of_line(data: bytes, at: int) -> Iterator[int]:
    above = data.rfind(b"\n", max(0, at - MAX_LINE), at)
    if above >= 0 or at <= MAX_LINE:
        yield above + 1
