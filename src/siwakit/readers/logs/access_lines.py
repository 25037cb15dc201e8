"""Read access log lines with a web server's answer to the POST from Apple's page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from siwakit.apple import ISSUER
from siwakit.evidence.pieces import Piece, PieceKind
from siwakit.http import Exchange, Request, Response
from siwakit.patterns import pattern
from siwakit.readers.model import Reader, Sample, Scope

_MAX_LINES = 20
_LINE = pattern(
    r"\"(?P<method>POST|GET) (?P<path>/[^\s\"]{0,2000}) HTTP/\d(?:\.\d)?\" (?P<status>[2-5]\d\d) (?:\d{1,12}|-) "
    rf"\"{re.escape(ISSUER)}/?[^\"]{{0,300}}\""
)


def find_callbacks(text: str) -> Iterator[Piece]:
    """Yield each callback in the lines of an access log, which do not contain its body."""
    for found in islice(_LINE.finditer(text), _MAX_LINES):
        request = Request(found["method"], found["path"], (("Referer", f"{ISSUER}/"),))
        yield Piece(PieceKind.CALLBACK, Exchange(request, Response(int(found["status"]))), text=found.group())


ACCESS_LOG = Reader(
    id="access-log",
    title="a callback in the access log of a web server",
    scope=Scope.REST,
    read=lambda text: tuple(find_callbacks(text.text)),
    good=lambda: (
        Sample(
            "the combined format",
            '192.0.2.1 - - [25/Nov/2026:10:00:00 +0000] "POST /callback HTTP/1.1" 403 12 "https://appleid.apple.com/" "Mozilla/5.0"',
            (PieceKind.CALLBACK,),
        ),
    ),
    bad=lambda: (
        Sample(
            "a POST from another page",
            '192.0.2.1 - - [25/Nov/2026:10:00:00 +0000] "POST /callback HTTP/1.1" 403 12 "https://app.example.com/" "Mozilla/5.0"',
        ),
    ),
)
