"""Captured requests, changed in ways that make no difference to Apple: nothing is accused."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qsl, quote

import pytest
from tests.each import each
from tests.requests import run as runner

from siwakit.evidence.evidence import Evidence
from siwakit.http import Request, media_type
from siwakit.judge.askers import evaluate
from siwakit.judge.findings import ROOT_GRADES

HERE = Path(__file__).resolve().parent
FORM = "application/x-www-form-urlencoded"
HARMLESS = (
    ("Accept", "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2"),
    ("Accept-Encoding", "gzip;q=1.0,deflate;q=0.6,identity;q=0.3, br, zstd"),
    ("Accept-Language", "*"),
    ("Baggage", "sentry-environment=production"),
    ("Cache-Control", "no-cache"),
    ("Connection", "TE, close"),
    ("Cookie", "session=1"),
    ("Date", "Mon, 21 Sep 2026 14:13:20 GMT"),
    ("Sec-Fetch-Mode", "cors"),
    ("TE", "trailers"),
    ("Traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
    ("User-Agent", "Ruby"),
    ("X-Forwarded-For", "203.0.113.9"),
)
_NEEDLESS = {ord("."): "%2E", ord("-"): "%2d", ord("_"): "%5F"}
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")


def _working() -> list[tuple[str, dict]]:
    found = []
    for path in sorted((HERE / "data").glob("*.json")):
        for number, item in enumerate(json.loads(path.read_text("utf-8")).get("requests") or ()):
            if int(item.get("response_status") or 0) < runner.REFUSED:
                found.append((f"{path.stem}[{number}]", item))
    return found


WORKING = _working()


def _with_headers(change: Callable[[tuple], tuple]) -> Callable[[Request], Request]:
    return lambda request: replace(request, headers=tuple(change(request.headers)))


def _with_body(change: Callable[[str], str]) -> Callable[[Request], Request]:
    return lambda request: replace(request, body=change(request.text).encode()) if media_type(request.headers) == FORM else request


def _pairs(text: str) -> list[tuple[str, str]]:
    return parse_qsl(text, keep_blank_values=True)


def _punctuation(text: str) -> str:
    return "&".join(f"{name}={quote(value, safe='').translate(_NEEDLESS)}" for name, value in _pairs(text))


def _last(name: str, ending: str) -> Callable[[Request], Request]:
    """Return a change that puts the field *name* last, followed by *ending*."""
    return _with_body(lambda text: "&".join(sorted(text.split("&"), key=lambda one: one.startswith(f"{name}="))) + ending)


def _more(field: str, *unless: str) -> Callable[[Request], Request]:
    """Return a change that adds *field* if the form contains none of *unless*."""
    return _with_body(lambda text: text if not text or any(word in text for word in unless) else f"{text}&{field}")


def _without_what_repeats(headers: tuple, names: set[str]) -> tuple:
    return tuple((name, value) for name, value in headers if name.lower() not in names)


def _in_chunks(headers: tuple) -> tuple:
    return (*_without_what_repeats(headers, {"content-length"}), ("Transfer-Encoding", "chunked"), ("Expect", "100-continue"))


def _as_http2(headers: tuple) -> tuple:
    pseudo = ((":method", "POST"), (":scheme", "https"), (":authority", "appleid.apple.com"), (":path", "/auth/token"))
    return (*pseudo, *((name.lower(), value) for name, value in _without_what_repeats(headers, {"host", "connection"})))


def _with_type(spelling: str) -> Callable[[tuple], tuple]:
    return lambda headers: tuple((name, spelling if name.lower() == "content-type" and value.startswith(FORM) else value) for name, value in headers)


def _by_alias(request: Request) -> Request:
    return replace(request, url=re.sub(r"/auth/(token|revoke|keys)\b", r"/auth/oauth2/v2/\1", request.url))


CHANGES: dict[str, Callable[[Request], Request]] = {
    "as it was": lambda request: request,
    "headers in reverse": _with_headers(lambda headers: headers[::-1]),
    "header names in small letters": _with_headers(lambda headers: tuple((name.lower(), value) for name, value in headers)),
    "header names in capitals": _with_headers(lambda headers: tuple((name.upper(), value) for name, value in headers)),
    "more headers": _with_headers(lambda headers: (*_without_what_repeats(headers, {name.lower() for name, _ in HARMLESS}), *HARMLESS)),
    "no header but those that count": _with_headers(
        lambda headers: tuple(header for header in headers if header[0].lower() in {"content-type", "authorization"})
    ),
    "no user agent": _with_headers(lambda headers: _without_what_repeats(headers, {"user-agent", "accept"})),
    "in chunks, after a 100": _with_headers(_in_chunks),
    "HTTP/2": _with_headers(_as_http2),
    "a charset": _with_headers(_with_type(f"{FORM};charset=UTF-8")),
    "a charset, in quotes": _with_headers(_with_type(f'{FORM}; charset="utf-8"')),
    "a media type in capitals": _with_headers(_with_type("Application/X-WWW-Form-URLEncoded")),
    "the other address": _by_alias,
    "a slash behind the path": lambda request: replace(request, url=f"{request.url}/"),
    "the port": lambda request: replace(request, url=request.url.replace("apple.com/", "apple.com:443/")),
    "a host in capitals": lambda request: replace(request, url=request.url.replace("appleid.apple.com", "AppleID.Apple.com")),
    "a dot behind the host": lambda request: replace(request, url=request.url.replace("apple.com/", "apple.com./")),
    "fields in reverse": _with_body(lambda text: "&".join(text.split("&")[::-1])),
    "fields in order of their names": _with_body(lambda text: "&".join(sorted(text.split("&")))),
    "escapes in small letters": _with_body(lambda text: _ESCAPE.sub(lambda found: found[0].lower(), text)),
    "%20 for a space": _with_body(lambda text: text.replace("+", "%20")),
    "a plus sign for a space": _with_body(lambda text: text if "scope=" in text else f"scope=openid+email&{text}"),
    "punctuation encoded that need not be": _with_body(_punctuation),
    "an ampersand too many": _with_body(lambda text: f"&{text}&"),
    "a line break at the end": _with_body(lambda text: f"{text}\n"),
    "the line break of Windows at the end": _with_body(lambda text: f"{text}\r\n"),
    "a line break behind the secret": _last("client_secret", "\r\n"),
    "a line break behind client_id": _last("client_id", "\n"),
    "a line break behind grant_type": _last("grant_type", "\n"),
    "fields that nobody asked for": _more("state=abc&nonce=n-0S6_WzA2Mj&user=%7B%7D&locale=de_DE"),
    "a bare space in a field of one's own": _more("note=two words"),
    "a bare percent sign in a field of one's own": _more("note=100%"),
    "a redirect_uri where none is looked at": _more("redirect_uri=https%3A%2F%2Fapp.example.com%2Fcb", "redirect_uri=", "grant_type=auth"),
    "an empty redirect_uri": _more("redirect_uri=", "redirect_uri="),
}


def accusations(request: Request, item: dict) -> list[str]:
    evidence = Evidence(request=request, now=runner.clock_of(item))
    return [rule.id for rule, _ in evaluate(evidence).fails if rule.grade in ROOT_GRADES]


@each("name", CHANGES)
def test_a_change_that_makes_no_difference_to_apple_accuses_nothing(name):
    wrong = {}
    for where, item in WORKING:
        found = accusations(CHANGES[name](runner.read_request(item)), item)
        if found:
            wrong[where] = found
    assert wrong == {}


def test_the_changes_change_something():
    requests = [runner.read_request(item) for _, item in WORKING]
    assert [name for name, change in CHANGES.items() if name != "as it was" and all(change(request) == request for request in requests)] == []


@pytest.mark.parametrize("seconds", [0, 1, 30])
def test_a_clock_that_advances_a_little_accuses_nothing(seconds):
    wrong = {}
    for where, item in WORKING:
        now = runner.clock_of(item)
        evidence = Evidence(request=runner.read_request(item), now=now + seconds if isinstance(now, int) else now)
        found = [rule.id for rule, _ in evaluate(evidence).fails if rule.grade in ROOT_GRADES]
        if found:
            wrong[where] = found
    assert wrong == {}
