"""Region of a finding in the input files: the segment of a token, the name of a field, a header, a key."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote, quote_plus

from siwakit.evidence.evidence import Absence, Evidence
from siwakit.evidence.parts import SECRET
from siwakit.jose.jws import Jws
from siwakit.patterns import pattern
from siwakit.record import record

_SHORTEST_TOKEN = 12  # a shorter text can appear anywhere by chance
_SEGMENTS = {"header": 0, "payload": 1, "claims": 1, "signature": 2}
_KEY = pattern(r"-{1,5}\s?BEGIN[A-Z ]{1,30}KEY|\bMIG[HTY][A-Za-z0-9+/]{10}")
_AUTHORIZE = pattern(r"/auth/(?:oauth2/v2/)?authorize")
_REQUEST = pattern(r"https?://[^\s/]{1,60}/auth/(?!authorize)[a-z0-9/]{1,40}|/auth/(?:token|revoke|usermigrationinfo)\b|\bgrant_type\b")
_ANSWER = pattern(r"\"error\"|\berror=|\binvalid_(?:client|grant|request)\b|^HTTP/[0-9.]+ \d{3}", re.MULTILINE)
_HOMES = {"request": _REQUEST, "client_secret": _REQUEST, "authorize": _AUTHORIZE, "answer": _ANSWER, "key": _KEY}
_FALLBACK_NAMES = {"client_secret": "client_secret", "identity_token": "id_token", "notification": "payload"}


@record
class Region:
    """Region of a file, counted in characters from 1, its end excluded; without a *line* it is the whole file."""

    file: str
    line: int | None = None
    column: int = 1
    end_line: int = 1
    end_column: int = 1


def find_region(at: str, files: Mapping[str, str], evidence: Evidence) -> Region | None:
    """Return the region of the path *at* in *files* (names and texts), the first file if it is not found, None without files."""
    whose = "key" if at.startswith("key[") else at.partition(".")[0]
    if whose == "key":
        return _of_key(at, files) or _first(files)
    home = _HOMES.get(whose)
    ordered = sorted(files.items(), key=lambda file: not (home and home.search(file[1])))
    for spans in (_token_spans, _name_spans):
        for name, text in ordered:
            span = next(spans(at, text, evidence), None)
            if span:
                return _region(name, text, span)
    for name, text in ordered if home else ():
        match = home.search(text) if home else None
        if match:
            return _region(name, text, match.span())
    return _first(files)


def _first(files: Mapping[str, str]) -> Region | None:
    return next((Region(name) for name in files), None)


def _of_key(at: str, files: Mapping[str, str]) -> Region | None:
    """Return the first line of the key file that *at* names, or else the start of a key in another file."""
    key_name = at[len("key[") :].rstrip("]")
    named = next(((name, text) for name, text in files.items() if re.split(r"[/\\]", name)[-1] == key_name), None)
    if named:
        first_line = named[1].partition("\n")[0].rstrip("\r")
        return _region(*named, (0, len(first_line)))
    for name, text in files.items():
        match = _KEY.search(text)
        if match:
            return _region(name, text, match.span())
    return None


def _token_spans(at: str, text: str, evidence: Evidence) -> Iterator[tuple[int, int]]:
    """Yield the span of the token in *at* within *text*: one segment, or the whole token if *at* names no segment."""
    whose, _, rest = at.partition(".")
    segment = _SEGMENTS.get(rest.partition(".")[0])
    for token in sorted(_texts_of(whose, evidence), key=len, reverse=segment is None):
        start = text.find(token)
        if start < 0:
            continue
        bounds = [0, *(dot.end() for dot in re.finditer(r"\.", token)), len(token) + 1]
        if segment is None or segment + 1 >= len(bounds) or bounds[segment] >= len(token):
            yield start, start + len(token)
        else:
            yield start + bounds[segment], start + bounds[segment + 1] - 1


def _texts_of(whose: str, evidence: Evidence) -> Iterator[str]:
    secret = evidence.get(SECRET)
    if whose == "client_secret" and not isinstance(secret, Absence):
        forms = (secret.sent, secret.inside, quote(secret.sent, "", errors="replace"), quote_plus(secret.sent, errors="replace"))
        yield from (form for form in forms if len(form) >= _SHORTEST_TOKEN)
    token = {"identity_token": evidence.identity_token, "newer_secret": evidence.newer_secret}.get(whose)
    if isinstance(token, Jws) and len(token.text) >= _SHORTEST_TOKEN:
        yield token.text


def _name_spans(at: str, text: str, evidence: Evidence) -> Iterator[tuple[int, int]]:  # noqa: ARG001  the same signature as its sibling
    """Yield the spans of the name of a field, header or setting: first those with a value after them, then all."""
    whose, dot, rest = at.partition(".")
    name = re.sub(r"\[\d+\]$", "", rest.rpartition(".")[2]) if dot and whose not in _FALLBACK_NAMES else _FALLBACK_NAMES.get(whose, "")
    if not name or rest in {"url", "method", "body"}:
        return
    word = rf"(?<![\w-]){re.escape(name)}(?![\w-])"
    for expression in (rf"{word}(?=[\"']?\s?[:=])", word):
        yield from (match.span() for match in re.finditer(expression, text, re.IGNORECASE if ".headers." in at else 0))


def _region(name: str, text: str, span: tuple[int, int]) -> Region:
    (line, column), (end_line, end_column) = (_position(text, offset) for offset in span)
    return Region(name, line, column, end_line, end_column)


def _position(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1
