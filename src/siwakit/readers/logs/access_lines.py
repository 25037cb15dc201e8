"""Read log lines with the application's answer to the callback: with Apple's address as referrer, or with the fields that Apple sends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import parse_qsl

from siwakit.apple import FORM_TYPE, ISSUER, Kind, kind_of
from siwakit.evidence.masked import is_masked
from siwakit.evidence.pieces import Piece, PieceKind
from siwakit.http import Exchange, Request, Response
from siwakit.patterns import pattern
from siwakit.readers.model import Reader, Sample, Scope
from siwakit.readers.sample_texts import CODE

_MAX_LINES = 20
_LINE = pattern(
    r"\"(?P<method>POST|GET) (?P<path>/[^\s\"]{0,2000}) HTTP/\d(?:\.\d)?\" (?P<status>[2-5]\d\d) (?:\d{1,12}|-) "
    rf"\"{re.escape(ISSUER)}/?[^\"]{{0,300}}\""
)
_WITH_FIELDS = pattern(
    r"(?<![\w/])(?P<method>POST|GET) (?P<path>/[^\s\"?]{0,500})(?:\?(?P<query>[\w.]{1,20}=[^\s\"]{1,4000}))?(?: HTTP/\d(?:\.\d)?)?\"?"
    r"[ \t]{1,9}(?(query)|(?P<form>[\w.]{1,20}=[^\s\"]{1,4000})[ \t]{1,9})(?:-> |=> |status[=:] ?)?(?P<status>[2-5]\d\d)(?![\w.])"
)
_ROUTE = pattern(r"callback|/code/|/redirect|/return", re.IGNORECASE)
_MAX_FIELDS = 50


def find_callbacks(text: str) -> Iterator[Piece]:
    """Yield each callback in the lines of an access log, which do not contain its body."""
    for found in islice(_LINE.finditer(text), _MAX_LINES):
        request = Request(found["method"], found["path"], (("Referer", f"{ISSUER}/"),))
        yield Piece(PieceKind.CALLBACK, Exchange(request, Response(int(found["status"]))), text=found.group())
    for found in islice(_WITH_FIELDS.finditer(text), _MAX_LINES):
        fields = found["query"] or found["form"]
        if _is_callback(found["path"], fields):
            yield Piece(PieceKind.CALLBACK, Exchange(_request_with(found), Response(int(found["status"]))), text=found.group())


def _is_callback(path: str, fields: str) -> bool:
    """Return whether *fields*, sent to *path*, are what Apple's page sends: a code of Apple's form, or one that is hidden, and the state."""
    known = dict(parse_qsl(fields, keep_blank_values=True, max_num_fields=_MAX_FIELDS))
    if not known.keys() >= {"code", "state"} or not _ROUTE.search(path):
        return False
    return kind_of(known["code"]) is Kind.CODE or ("apple" in path.lower() and is_masked(known["code"]))


def _request_with(found: re.Match[str]) -> Request:
    if found["query"]:
        return Request(found["method"], f"{found['path']}?{found['query']}")
    return Request(found["method"], found["path"], (("Content-Type", FORM_TYPE),), found["form"].encode())


ACCESS_LOG = Reader(
    id="access-log",
    title="a callback in a log: with the referrer of Apple's page, or with what Apple sends",
    scope=Scope.REST,
    read=lambda text: tuple(find_callbacks(text.text)),
    good=lambda: (
        Sample(
            "the combined format",
            '192.0.2.1 - - [25/Nov/2026:10:00:00 +0000] "POST /callback HTTP/1.1" 403 12 "https://appleid.apple.com/" "Mozilla/5.0"',
            (PieceKind.CALLBACK,),
        ),
        Sample("its fields, hidden", "INFO POST /auth/apple/callback code=[FILTERED]&state=[FILTERED] 400", (PieceKind.CALLBACK,)),
        Sample("a query", f'"GET /api/auth/callback/apple?code={CODE}&state=a HTTP/1.1" 400 12 "-"', (PieceKind.CALLBACK,)),
    ),
    bad=lambda: (
        Sample("the callback of another provider", '"GET /api/auth/callback/google?code=4/0AX4&state=a HTTP/1.1" 400 12 "-"'),
        Sample("an app's call to its own server", f"POST /api/login/apple code={CODE} 403"),
        Sample(
            "a POST from another page",
            '192.0.2.1 - - [25/Nov/2026:10:00:00 +0000] "POST /callback HTTP/1.1" 403 12 "https://app.example.com/" "Mozilla/5.0"',
        ),
    ),
)
