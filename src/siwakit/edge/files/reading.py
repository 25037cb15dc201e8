"""Read files and standard input as text, up to a limit."""

from __future__ import annotations

import io
import os
import stat
from base64 import b64encode
from dataclasses import field
from pathlib import Path
from time import monotonic, sleep
from typing import Any, BinaryIO

from siwakit.edge.files.terminal_input import uncut_standard_input
from siwakit.errors import NotReadable, TooLarge
from siwakit.record import record

MAX_TEXT_BYTES = 1024 * 1024
MAX_KEY_BYTES = 16 * 1024
SECONDS_TO_WAIT_FOR_A_WRITER = 5.0
_SECONDS_BETWEEN_LOOKS = 0.05
_DER_MARK = b"0"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


@record
class TextFile:
    """Text of a file, its name without folders, and its permission bits."""

    name: str
    text: str = field(repr=False)
    mode: int | None = None


def read_file(path: str, *, cap: int = MAX_TEXT_BYTES) -> TextFile:
    """Return the text of the file at *path*; bytes that are not UTF-8 become U+FFFD, a key in DER its base64.

    Raises:
        NotReadable: it is missing, a folder, or not readable for us.
        TooLarge: more than *cap* bytes.
    """
    place = Path(path)
    try:
        with open_input(path) as file:
            data = file.read(cap + 1)
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
    except (OSError, ValueError) as error:
        # A path that contains NUL raises a ValueError whose message is not fit to be shown.
        said = (getattr(error, "strerror", None) or "cannot be read").lower()
        raise NotReadable(f"{path}: {said}", hint="name a file, or paste the text on standard input") from None
    return TextFile(place.name, _as_text(data, cap, path), mode)


def open_input(path: str) -> BinaryIO:
    """Return the file at *path*, open for reading; a pipe has a few seconds to be written to.

    Raises:
        NotReadable: a pipe without a writer.
        OSError, ValueError: it is missing, not readable for us, or not a path.
    """
    if not _is_pipe(path):
        return Path(path).open("rb")
    # Opening it in the usual way would wait for a writer forever.
    number = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        first = _first_byte(number, path)
        os.set_blocking(number, True)
    except BaseException:
        os.close(number)
        raise
    return io.BufferedReader(_Pushed(number, first))


class _Pushed(io.FileIO):
    """Pipe whose first byte may have been read already."""

    def __init__(self, number: int, first: bytes) -> None:
        super().__init__(number, "rb")
        self._first = first

    def readinto(self, buffer: Any) -> int | None:
        """Fill *buffer* with what was read already and with what follows it."""
        first, self._first = self._first, b""
        place = memoryview(buffer)
        place[: len(first)] = first
        more = super().readinto(place[len(first) :])
        return len(first) + (more or 0)


def _first_byte(number: int, path: str) -> bytes:
    """Return the first byte of a non-blocking pipe; none if it has a writer that has not written yet."""
    end = monotonic() + SECONDS_TO_WAIT_FOR_A_WRITER
    while monotonic() < end:
        try:
            first = os.read(number, 1)
        except BlockingIOError:
            # There is a writer. We wait for its output as long as it takes, as every program does.
            return b""
        if first:
            return first
        sleep(_SECONDS_BETWEEN_LOOKS)
    raise NotReadable(f"{path}: no program writes to this pipe", hint="start the program that writes to it first, or name a file")


def _is_pipe(path: str) -> bool:
    try:
        return stat.S_ISFIFO(Path(path).stat().st_mode)
    except OSError:
        # Opening it says why.
        return False


def read_standard_input() -> TextFile:
    """Return all of standard input.

    Raises:
        TooLarge: more than 1 MiB.
    """
    return TextFile("", _as_text(uncut_standard_input(MAX_TEXT_BYTES).read(MAX_TEXT_BYTES + 1), MAX_TEXT_BYTES, "standard input"))


def exists(path: str) -> bool:
    """Return whether *path* exists; text that cannot be a path does not."""
    try:
        return Path(path).exists()
    except (OSError, ValueError):
        return False


def _as_text(data: bytes, cap: int, name: str) -> str:
    if len(data) > cap:
        raise TooLarge(f"{name}: more than {cap} bytes", hint="give only the request, the answer and the key")
    if data.startswith(_UTF16_MARKS):
        return data.decode("utf-16", "replace")
    if data.startswith(_DER_MARK) and _is_key_in_der(data):
        return b64encode(data).decode("ascii")
    return data.decode("utf-8", "replace")


def _is_key_in_der(data: bytes) -> bool:
    from siwakit.jose.keys.der import read_outline  # noqa: PLC0415  few files begin like this, and the command should start quickly

    outline = read_outline(data)
    return outline is not None and outline.declared == len(data)
