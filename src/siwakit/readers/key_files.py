"""Read a file that is named like one of Apple's keys as that key, unless its content is something else."""

from __future__ import annotations

from siwakit.evidence.pieces import Piece, PieceKind
from siwakit.readers.logs.access_lines import ACCESS_LOG
from siwakit.readers.logs.log_lines import LOG_RECORD
from siwakit.readers.model import Reader, Sample, Scope, Text
from siwakit.readers.shapes import is_key_name


def _read(text: Text) -> tuple[Piece, ...]:
    is_log = is_key_name(text.name) and any(reader.read(text) for reader in (LOG_RECORD, ACCESS_LOG))
    return (Piece(PieceKind.KEY, text.text),) if is_key_name(text.name) and not is_log else ()


KEY_FILE = Reader(
    id="key-file",
    title="a file that is named like one of Apple's keys, whatever it contains",
    scope=Scope.ONE,
    read=_read,
    good=lambda: (
        Sample("other words", "some words", (PieceKind.KEY,), "AuthKey_ABC123DEFG.p8"),
        Sample("an empty file", "", (PieceKind.KEY,), "AuthKey_ABC123DEFG.p8"),
    ),
    bad=lambda: (
        Sample("another file with key in its name", "some words", name="key.pem"),
        Sample("a program", "some words", name="AuthKey.ts"),
        Sample("lines of a log", "apple answered invalid_client", name="AuthKey_ABC123DEFG.p8"),
    ),
)
