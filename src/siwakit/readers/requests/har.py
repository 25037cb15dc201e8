"""Read a HAR, a recording from a browser or a proxy, entry by entry: only what belongs to a sign-in is kept.

With `ijson` (`siwakit[har]`) it is read as a stream, up to 64 MiB; without, up to 1 MiB as a whole.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any, BinaryIO

from siwakit.errors import NotReadable, TooLarge
from siwakit.evidence.pieces import Piece, PieceKind
from siwakit.readers.model import Reader, Sample, Scope, Text
from siwakit.readers.requests.har_entries import read_entry
from siwakit.readers.requests.har_sign_in import Recording

MAX_BYTES = 64 * 1024 * 1024
MAX_BYTES_AT_ONCE = 1024 * 1024
HEAD_BYTES = 4096
MAX_DEPTH = 32
_HINT = "save it again with the page still open; or copy the failing request as cURL and give that"
_SMALLER = "record only the sign-in, or copy the failing request as cURL"
_START = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,200}\{\s{0,200}\"log\"\s{0,20}:\s{0,200}\{")
_SIGN = re.compile(rb'"(?P<inside>(?>[^"\\]+|\\.)*+)(?P<end>"?)|(?P<open>[\[{])|[\]}]', re.DOTALL)
_MARK = b"\xef\xbb\xbf"


def is_har(head: bytes) -> bool:
    """Return whether a file that begins with *head* is a HAR."""
    return bool(_START.match(head))


def read_har(file: BinaryIO) -> tuple[Piece, ...]:
    """Return the pieces of the sign-in in the HAR *file*: its requests to Apple, and the pages before and after them.

    If there are several sign-ins, all requests to Apple are included, and the pages of the one that failed last.

    Raises:
        NotReadable: it is truncated, not a HAR, contains nothing about Sign in with Apple, or is over 1 MiB and `ijson` is missing.
        TooLarge: over 64 MiB, or nested deeper than 32.
    """
    recording = Recording()
    number = -1
    for number, entry in enumerate(_entries(_Limited(file))):
        recorded = read_entry(entry, number)
        if recorded:
            recording.add(recorded)
    pieces = recording.pieces()
    if not pieces:
        raise NotReadable(
            f"the HAR holds {number + 1} requests, none of them part of Sign in with Apple",
            hint="record from before the click on the button to the error; browsers do not see what a server sends to Apple: give that as curl",
        )
    return pieces


class _Limited:
    """File in the form that `ijson` needs: without a byte order mark, and only up to the limit."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._size = 0
        self._nesting = _Nesting()

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size if size >= 0 else MAX_BYTES + 1)
        data = data.removeprefix(_MARK) if self._size == 0 else data
        self._size += len(data)
        if self._size > MAX_BYTES:
            raise TooLarge(f"a HAR of more than {MAX_BYTES} bytes", hint=_SMALLER)
        self._nesting.hold(data)
        return data


class _Nesting:
    """Nesting depth of JSON that arrives in parts. Its parser stores the whole path to each value, at each level."""

    def __init__(self) -> None:
        self._depth = 0
        self._rest = b""

    def hold(self, data: bytes) -> None:
        """Raise an error if *data*, which continues where the last part ended, nests too deeply."""
        data, self._rest = self._rest + data, b""
        for sign in _SIGN.finditer(data):
            if sign["inside"] is not None:
                if not sign["end"]:
                    # The string continues in the next part, and an escape may have been cut.
                    self._rest = b'"' + data[sign.end() :]
                    return
            elif sign["open"]:
                self._depth += 1
                if self._depth > MAX_DEPTH:
                    raise TooLarge(f"a HAR nested deeper than {MAX_DEPTH}", hint=_SMALLER)
            else:
                self._depth -= 1


def _entries(file: _Limited) -> Iterator[dict[str, Any]]:
    try:
        import ijson  # noqa: PLC0415  an extra that may not be installed
    except ImportError:
        yield from _entries_at_once(file.read(MAX_BYTES_AT_ONCE + 1))
        return
    try:
        for entry in ijson.items(file, "log.entries.item", use_float=True):
            if isinstance(entry, dict):
                yield entry
    except (ijson.JSONError, UnicodeDecodeError):
        raise NotReadable("the HAR is truncated, or is not JSON", hint=_HINT) from None


def _entries_at_once(data: bytes) -> Iterator[dict[str, Any]]:
    if len(data) > MAX_BYTES_AT_ONCE:
        raise NotReadable(
            f"a HAR of more than {MAX_BYTES_AT_ONCE} bytes needs ijson", hint="install siwakit[har], or copy the failing request as cURL"
        )
    try:
        log = json.loads(data).get("log")
    except (ValueError, AttributeError, RecursionError):
        raise NotReadable("the HAR is truncated, or is not JSON", hint=_HINT) from None
    entries = log.get("entries") if isinstance(log, dict) else None
    yield from (entry for entry in (entries if isinstance(entries, list) else []) if isinstance(entry, dict))


def _read(text: Text) -> tuple[Piece, ...]:
    is_one = is_har(text.text[:HEAD_BYTES].encode("utf-8", "replace"))
    return read_har(BytesIO(text.text.encode("utf-8", "replace"))) if is_one else ()


_ENTRY = '{"request": {"method": "GET", "url": "https://appleid.apple.com/auth/authorize?client_id=x"}, "response": {"status": 200}}'
HAR = Reader(
    id="har",
    title="the recording of a browser or a proxy (HAR)",
    scope=Scope.ALONE,
    read=_read,
    good=lambda: (Sample("a recording of one request", f'{{"log": {{"entries": [{_ENTRY}]}}}}', (PieceKind.AUTHORIZE,)),),
    bad=lambda: (
        Sample("JSON with a log of another kind", '{"log": ["started"]}'),
        Sample("a recording behind other text", f'My recording:\n{{"log": {{"entries": [{_ENTRY}]}}}}'),
    ),
)
