"""Read log lines with the application's answer to the callback: with Apple's address as referrer, or with the fields that Apple sends.

nginx and Apache write the combined format, or JSON with names of their own, as Caddy and Traefik do. CloudFront writes columns. A load balancer
of AWS writes no referrer, so only a callback whose fields are in its address is recognised in its log.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
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
    rf"\"{re.escape(ISSUER)}(?:/[^\"]{{0,300}})?\""
)
_WITH_FIELDS = pattern(
    r"(?<![\w/])(?P<method>POST|GET) (?P<path>/[^\s\"?]{0,500})(?:\?(?P<query>[\w.]{1,20}=[^\s\"]{1,4000}))?(?: HTTP/\d(?:\.\d)?)?\"?"
    r"[ \t]{1,9}(?(query)|(?P<form>[\w.]{1,20}=[^\s\"]{1,4000})[ \t]{1,9})(?:-> |=> |status[=:] ?)?(?P<status>[2-5]\d\d)(?![\w.])"
)
# Columns of CloudFront, separated by tabs: method, host, path, status, referrer.
_CLOUDFRONT = pattern(
    rf"\t(?P<method>POST|GET)\t[^\t\n]{{1,300}}\t(?P<path>/[^\t\n]{{0,2000}})\t(?P<status>[2-5]\d\d)\t{re.escape(ISSUER)}(?:/[^\t\n]{{0,300}})?\t"
)
# What a load balancer of AWS writes: the statuses of itself and of the target, bytes, the whole address.
_BALANCER = pattern(
    r" (?P<status>[2-5]\d\d) (?:\d{3}|-) \d{1,12} \d{1,12} \"(?P<method>GET|POST) https?://[^/\s\"]{1,300}(?P<path>/[^\s\"?]{0,500})"
    r"\?(?P<query>[\w.]{1,20}=[^\s\"]{1,4000}) HTTP/\d(?:\.\d)?\""
)
_REFERRERS = ("http_referer", "http_referrer", "referer", "referrer", "request_referer", "request_Referer", "Referer")
_METHODS = ("method", "request_method", "RequestMethod", "requestMethod", "http_method")
_PATHS = ("uri", "request_uri", "RequestPath", "path", "url", "requestUrl")
_STATUSES = ("status", "DownstreamStatus", "status_code", "statusCode", "response_status")
_REQUEST_LINE = pattern(r"(?P<method>POST|GET) (?P<path>/\S{0,2000}) HTTP/\d(?:\.\d)?")
_PATH = pattern(r"(?:https?://[^/\s]{1,300})?(?P<path>/\S{0,2000})")
_MAX_JSON = 64 * 1024
_STATUS = pattern(r"[2-5]\d\d")
_ROUTE = pattern(r"callback|/code/|/redirect|/return", re.IGNORECASE)
_MAX_FIELDS = 50


def find_callbacks(text: str) -> Iterator[Piece]:
    """Yield each callback in the lines of an access log, which do not contain its body."""
    for found in islice(_LINE.finditer(text), _MAX_LINES):
        yield Piece(PieceKind.CALLBACK, _answered(found["method"], found["path"], int(found["status"])), text=found.group())
    for found in islice(_CLOUDFRONT.finditer(text), _MAX_LINES):
        yield Piece(PieceKind.CALLBACK, _answered(found["method"], found["path"], int(found["status"])), text=found.group())
    for found in islice(_BALANCER.finditer(text), _MAX_LINES):
        if _is_callback(found["path"], found["query"]):
            yield Piece(PieceKind.CALLBACK, Exchange(_request_with(found), Response(int(found["status"]))), text=found.group())
    for line in islice((line for line in text.splitlines() if line[:1] == "{" and ISSUER in line), _MAX_LINES):
        exchange = _read_json(line)
        if exchange:
            yield Piece(PieceKind.CALLBACK, exchange, text=line)
    for found in islice(_WITH_FIELDS.finditer(text), _MAX_LINES):
        fields = found["query"] or found["form"]
        if _is_callback(found["path"], fields):
            yield Piece(PieceKind.CALLBACK, Exchange(_request_with(found), Response(int(found["status"]))), text=found.group())


def _answered(method: str, path: str, status: int) -> Exchange:
    """Return a request that came from Apple's page, and the answer to it."""
    return Exchange(Request(method, path, (("Referer", f"{ISSUER}/"),)), Response(status))


def _read_json(line: str) -> Exchange | None:
    """Return the callback in a line of JSON of a web server, or None."""
    if len(line) > _MAX_JSON:
        return None
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    request = value.get("request")
    members = {**value, **request} if isinstance(request, dict) else value
    if isinstance(request, str) and (found := _REQUEST_LINE.fullmatch(request)):
        members = {**value, "method": found["method"], "uri": found["path"]}
    method, path = _text_in(members, _METHODS), _PATH.fullmatch(_text_in(members, _PATHS))
    status = _text_in(members, _STATUSES)
    if method not in {"GET", "POST"} or path is None or not _is_apples(_referrer(members)) or not _STATUS.fullmatch(status):
        return None
    return _answered(method, path["path"], int(status))


def _referrer(members: Mapping[str, object]) -> str:
    headers = members.get("headers")
    if isinstance(headers, dict):
        # Caddy writes a list for each header.
        values = headers.get("Referer")
        return str(values[0]) if isinstance(values, list) and values else str(values or "")
    return _text_in(members, _REFERRERS)


def _is_apples(referrer: str) -> bool:
    return referrer == ISSUER or referrer.startswith(f"{ISSUER}/")


def _text_in(members: Mapping[str, object], names: tuple[str, ...]) -> str:
    return next((str(members[name]) for name in names if isinstance(members.get(name), (str, int))), "")


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
        Sample(
            "columns of CloudFront",
            "2026-11-25\t10:00:00\tFRA56-P1\t512\t192.0.2.1\tPOST\td1.cloudfront.net\t/callback\t403\thttps://appleid.apple.com/\tMozilla/5.0\t-\t-",
            (PieceKind.CALLBACK,),
        ),
        Sample(
            "a load balancer of AWS",
            "https 2026-11-25T10:00:00.1Z app/lb/5 192.0.2.1:5 192.0.2.2:80 0.0 0.1 0.0 400 400 5 6 "
            f'"GET https://app.example.com:443/auth/callback?code={CODE}&state=a HTTP/1.1" "Mozilla/5.0"',
            (PieceKind.CALLBACK,),
        ),
        Sample("its fields, hidden", "INFO POST /auth/apple/callback code=[FILTERED]&state=[FILTERED] 400", (PieceKind.CALLBACK,)),
        Sample("a query", f'"GET /api/auth/callback/apple?code={CODE}&state=a HTTP/1.1" 400 12 "-"', (PieceKind.CALLBACK,)),
    ),
    bad=lambda: (
        Sample("the callback of another provider", '"GET /api/auth/callback/google?code=4/0AX4&state=a HTTP/1.1" 400 12 "-"'),
        Sample("an app's call to its own server", f"POST /api/login/apple code={CODE} 403"),
        Sample(
            "a POST from a page whose host only begins like Apple's",
            '192.0.2.1 - - [25/Nov/2026:10:00:00 +0000] "POST /callback HTTP/1.1" 403 12 "https://appleid.apple.com.example.net/" "Mozilla/5.0"',
        ),
        Sample(
            "a POST from another page",
            '192.0.2.1 - - [25/Nov/2026:10:00:00 +0000] "POST /callback HTTP/1.1" 403 12 "https://app.example.com/" "Mozilla/5.0"',
        ),
    ),
)
