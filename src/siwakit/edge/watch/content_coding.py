"""Bodies as they were before they were compressed for the way: a copy is read, and what the program gets stays compressed."""

from __future__ import annotations

import zlib

from siwakit.http import Headers, header_values
from siwakit.record import record

_GZIP = zlib.MAX_WBITS | 16
_SERVERS_DEFLATE = (zlib.MAX_WBITS, -zlib.MAX_WBITS)  # what the name says, and what some servers send
_WINDOWS = {"gzip": (_GZIP,), "x-gzip": (_GZIP,), "deflate": _SERVERS_DEFLATE}


@record
class Decoded:
    """A body without its compression; *trouble* says why there is none."""

    body: bytes
    is_cut: bool = False
    trouble: str = ""


def decode(body: bytes, headers: Headers, most: int) -> Decoded:
    """Return *body* as it was before the content codings in *headers*, at most *most* bytes of it."""
    names = [name.strip().lower() for value in header_values(headers, "content-encoding") for name in value.split(",")]
    codings = [name for name in names if name not in {"", "identity"}]
    if not codings or not body:
        return Decoded(body)
    if len(codings) > 1 or codings[0] not in _WINDOWS:
        return Decoded(b"", is_cut=True, trouble="not judged: the answer is compressed in a way that siwakit cannot read")
    for window in _WINDOWS[codings[0]]:
        stream = zlib.decompressobj(window)
        try:
            found = stream.decompress(body, most)
        except zlib.error:
            continue
        return Decoded(found, is_cut=not stream.eof)
    return Decoded(b"", is_cut=True, trouble="not judged: the answer is said to be compressed, and is not")
