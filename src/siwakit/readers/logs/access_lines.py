"""Read the lines in which a web server notes what it answered to the POST that Apple's page makes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from siwakit.apple import ISSUER
from siwakit.evidence.pieces import Piece, PieceKind
from siwakit.http import Exchange, Request, Response
from siwakit.patterns import pattern

_MAX_LINES = 20
_LINE = pattern(
    r"\"(?P<method>POST|GET) (?P<path>/[^\s\"]{0,2000}) HTTP/\d(?:\.\d)?\" (?P<status>[2-5]\d\d) (?:\d{1,12}|-) "
    rf"\"{re.escape(ISSUER)}/?[^\"]{{0,300}}\""
)


def find_callbacks(text: str) -> Iterator[Piece]:
    """Yield each callback in the lines of an access log, without its body: such a log keeps none."""
    for found in islice(_LINE.finditer(text), _MAX_LINES):
        request = Request(found["method"], found["path"], (("Referer", f"{ISSUER}/"),))
        yield Piece(PieceKind.CALLBACK, Exchange(request, Response(int(found["status"]))), text=found.group())
