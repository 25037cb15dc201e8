"""Open browser recordings: they are recognised by how the file begins, and read as a stream, not limited to 1 MiB like other texts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from siwakit.edge.files.reading import MAX_TEXT_BYTES
from siwakit.edge.files.terminal_input import uncut_standard_input
from siwakit.evidence.pieces import Piece
from siwakit.readers.requests.har import HEAD_BYTES, is_har, read_har


def har_pieces(path: str) -> tuple[Piece, ...] | None:
    """Return the pieces of the HAR at *path*, or None if it is not a HAR, not a regular file, or cannot be opened.

    Raises:
        NotReadable: a HAR that is truncated, or contains nothing about a sign-in.
        TooLarge: a HAR over 64 MiB.
    """
    try:
        if not Path(path).is_file():
            # A pipe can be read only once, and is read as text.
            return None
        with Path(path).open("rb") as file:
            if not is_har(file.read(HEAD_BYTES)):
                return None
            file.seek(0)
            return tuple(replace(piece, name=Path(path).name) for piece in read_har(file))
    except (OSError, ValueError):
        # The reader of texts reports why it cannot be opened.
        return None


def har_pieces_of_standard_input() -> tuple[Piece, ...] | None:
    """Return the pieces of the HAR on standard input, or None, without consuming anything, if it is something else.

    Raises:
        NotReadable: as `har_pieces`.
        TooLarge: as `har_pieces`.
    """
    given = uncut_standard_input(MAX_TEXT_BYTES)
    peek = getattr(given, "peek", None)
    return read_har(given) if peek and is_har(peek(HEAD_BYTES)[:HEAD_BYTES]) else None
