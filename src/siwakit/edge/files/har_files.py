"""Open recordings of browsers: told by how the file begins, and read as a stream where any other text has to fit in 1 MiB."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from siwakit.evidence.pieces import Piece
from siwakit.readers.requests.har import HEAD_BYTES, is_har, read_har


def har_pieces(path: str) -> tuple[Piece, ...] | None:
    """Return the pieces of the HAR at *path*, or None if it is no HAR, no plain file, or cannot be opened.

    Raises:
        NotReadable: a HAR that breaks off, or holds nothing of a sign-in.
        TooLarge: a HAR over 64 MiB.
    """
    try:
        if not Path(path).is_file():
            # What is read from a pipe is gone: it is read once, as text.
            return None
        with Path(path).open("rb") as file:
            if not is_har(file.read(HEAD_BYTES)):
                return None
            file.seek(0)
            return tuple(replace(piece, name=Path(path).name) for piece in read_har(file))
    except (OSError, ValueError):
        # Whoever reads it as text says why it cannot be opened.
        return None


def har_pieces_of_standard_input() -> tuple[Piece, ...] | None:
    """Return the pieces of the HAR on standard input, or None, with nothing taken from it, where something else stands there.

    Raises:
        NotReadable: as `har_pieces`.
        TooLarge: as `har_pieces`.
    """
    peek = getattr(sys.stdin.buffer, "peek", None)
    return read_har(sys.stdin.buffer) if peek and is_har(peek(HEAD_BYTES)[:HEAD_BYTES]) else None
