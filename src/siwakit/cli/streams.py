"""The standard streams, any of which may be closed at the start, or lead to a file that cannot be written."""

from __future__ import annotations

import os
import sys


def open_missing() -> None:
    """Connect standard input and standard error to /dev/null if they are closed; standard output stays None until something is written."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            # This takes the lowest free number, which otherwise the next file or socket would get.
            os.open(os.devnull, os.O_RDWR)
    if sys.stdin is None:
        sys.stdin = os.fdopen(os.open(os.devnull, os.O_RDONLY), encoding="utf-8")
    if sys.stderr is None:
        _give_up_errors()


def tell(text: str) -> None:
    """Write *text* to standard error, and ignore it if that fails: standard output may still work."""
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except OSError:
        _give_up_errors()


def _give_up_errors() -> None:
    # Python would write what is left when it exits, fail again, and exit with a code of its own.
    sys.stderr = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")
