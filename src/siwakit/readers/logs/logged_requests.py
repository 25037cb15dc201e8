"""Find a request in a line of a log: a command, raw HTTP, a form body, named values, a token, an authorize URL.

What a logger has masked or cut is never treated as what was sent: a form with a masked value is not evidence of what the
request contained, and a truncated token is not a token.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import cast

from siwakit.apple import HOST
from siwakit.errors import InputError
from siwakit.evidence.addresses import plain_address
from siwakit.evidence.form_fields import FormReading, read_form, unsent_field
from siwakit.evidence.masked import is_gap
from siwakit.evidence.pieces import Piece, PieceKind
from siwakit.http import Exchange, Request
from siwakit.jose import jws
from siwakit.jose.jws import Jws
from siwakit.patterns import pattern
from siwakit.readers.decoded import is_made_for_sign_in
from siwakit.readers.logs.log_escapes import unescaped_levels
from siwakit.readers.logs.logged_calls import call_of, find_fetches
from siwakit.readers.requests.addressee import classify, classify_address
from siwakit.readers.requests.curl import read_curl_at
from siwakit.readers.requests.raw_http import BEHIND_FORM, read_http

_TO_APPLE = frozenset({PieceKind.REQUEST, PieceKind.EXCHANGE, PieceKind.AUTHORIZE})
_FIELDS = "client_id|client_secret|grant_type|code|redirect_uri|refresh_token|code_verifier|token_type_hint|token|scope|state|nonce"
_CURL = pattern(r"(?<![\w.-])curl(?:\.exe)? (?=[-'\"]|https?:)")
_RAW = pattern(r"(?:POST|GET) /auth/[a-z0-9/]{1,40}(?:\?\S{0,8000})? HTTP/\d(?:\.\d)?\r?\n(?=[A-Za-z][\w-]{0,60}:|\r?\n)")
_BEHIND_FORM = pattern(BEHIND_FORM, re.VERBOSE)
_WORD = pattern(r"[^\s\"'<>`|\u2018\u2019\u201c\u201d]+")
_FIRST_FIELD = pattern(rf"(?:(?<=[?&:=(\[{{,;+])|^)(?:{_FIELDS})=")
_PAIR = pattern(
    rf"(?<![A-Za-z0-9_])(?P<printed>\[)?(?P<name>{_FIELDS})[\"']?\s{{0,2}}\]?\s{{0,2}}(?P<sign>=>|[:=])\s{{0,20}}(?:string\(\d{{1,5}}\) )?\[?"
    r"(?:b?\"(?P<double>[^\"\n]{0,9000})\"|b?'(?P<single>[^'\n]{0,9000})'|(?P<bare>[^\s,;&\"'{}\[\]()]{1,9000}))"
)
# What a program printed, not the source code for it: there a token has no quotes.
_PRINTED = pattern(r"(?<![A-Za-z0-9_])client_secret\]?\s?(?:=>|[:=])\s?\[?eyJ")
_TOKEN = pattern(r"(?<![A-Za-z0-9_-])e(?:yJ|yA|w0|wo)[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*")
# Names of a program's own error codes, beside the fields of the request.
_NO_CODE = pattern(r"[A-Z]{2,}(?:_[A-Z0-9]+)+|\d{1,4}|undefined|null")
_MASKS = ("filtered", "redacted", "masked", "hidden", "removed", "sensitive", "omitted", "truncated", "**", "xxxxxx", "\u2022\u2022", "\u2026", "...")
_IN_BRACKETS = pattern(r"<.*>$|\[.*\]$|\{.*\}$")
_CUT = pattern(r"\s{0,2}(?:\.\.\.|\u2026|[\[(]\+?\d{0,9}\s?(?:trunc|more|bytes|char|…))")
# Source code that concatenates a text continues with another part of it.
_JOINED = pattern(r"[\"'`\u2018\u2019\u201c\u201d]\s{0,3}(?:\+|%\s?[(\w]|\.(?:\$|\s|format\b|concat\b|(?:raw)?urlencode\b))|[\"'`]\s\.\s?[\w$]")
_JOINED_BEFORE = pattern(r"[+.]\s{0,3}[\"'`\u2018\u2019\u201c\u201d]\Z")
_BETWEEN_PARTS = pattern(r"\s{0,3}[+.][^\n]*[+.]\s{0,3}")
_ANOTHER = pattern(r"(?i)google|facebook|github|gitlab|microsoft|linkedin|twitter|discord|spotify|slack|twitch|yahoo|kakao|naver")
_OF_GOOGLE = pattern(r"\.apps\.googleusercontent\.com\Z|\AGOCSPX-")
_CLOSING = ")]},;."
_BEHIND = _CLOSING + "`"
_OPENING = {")": "(", "]": "[", "}": "{"}
_OF_ONE_REQUEST = ("client_id", "client_secret")
_NEAR = 6
_SAME_LINE = 300
_MAX_TOKENS = 20
_MAX_COMMANDS = 5
_TO_END_OF_STRING = pattern(r"(?:[^\"\\]|\\.)*+")
_VERB = pattern(r"=%(?:\d\$)?[sdvq@](?:&|\Z)")
_TOKEN_NAMES = ("client_secret", "clientSecret", "client_assertion")


def find_requests(levels: tuple[str, ...]) -> tuple[Piece, ...]:
    """Return the requests, forms, tokens and authorize URLs in a text, given with fewer and fewer escapes."""
    bare = levels[-1]
    whole = tuple(_commands(levels)) or tuple(_raw(bare)) or tuple(classify(one, None) for one in find_fetches(levels[0]))
    forms = () if whole else tuple(islice(_bodies(bare), _MAX_TOKENS)) or tuple(_named(bare))
    return (*whole, *forms, *_tokens(bare, whole or forms), *islice(_authorize(bare), _MAX_TOKENS))


def _commands(levels: tuple[str, ...]) -> Iterator[Piece]:
    text = levels[0]
    if "curl" not in text:
        return
    is_json = text.lstrip()[:1] == "{"
    for number, found in enumerate(_CURL.finditer(text)):
        if number == _MAX_COMMANDS:
            return
        command = text[found.start() :]
        if is_json:
            # The command ends where its string ends, and its quotes are escaped once more.
            string = cast("re.Match[str]", _TO_END_OF_STRING.match(command))
            command = unescaped_levels(string.group())[:2][-1]
        try:
            reading = read_curl_at(command, 0)
        except InputError:
            continue
        piece = classify(reading.request, None)
        if piece.kind in _TO_APPLE:
            yield Piece(piece.kind, piece.value, unread_files=reading.unread_files)


def _raw(text: str) -> Iterator[Piece]:
    found = _RAW.search(text) if " /auth/" in text else None
    if not found:
        return
    before = text[found.start() - 1 : found.start()]
    end = text.find(before, found.end()) if before and before in "\"'`" else len(text)
    shown = text[found.start() : end if end >= 0 else len(text)]
    behind = _BEHIND_FORM.search(shown)
    try:
        messages = read_http(shown[: behind.end()] if behind else shown)
    except InputError:
        return
    for message in messages:
        if isinstance(message, Exchange):
            yield classify(message.request, message.response)
        elif isinstance(message, Request) and (message.body or message.method != "POST" or message.header("content-length") == "0"):
            # If a log shows only a request, it may be no more than the head.
            yield classify(message, None)


def _bodies(text: str) -> Iterator[Piece]:
    if "client_secret=" not in text:
        return
    for found in _WORD.finditer(text):
        word = found.group()
        if "&" not in word or "client_secret=" not in word:
            # If a form lacks it, a logger more often removed it than the request lacked it.
            continue
        first = _FIRST_FIELD.search(word)
        if not first or _is_cut(text, found) or _is_anothers(text, found):
            continue
        form = read_form(word[first.start() :].rstrip(_CLOSING) if word[:1] in "([{" else word[first.start() :].rstrip(",;"))
        if not any(_hides(field.value) or is_gap(field.value) for field in form.fields):
            yield Piece(PieceKind.FORM, form, text=word)


def _hides(value: str) -> bool:
    """Return whether a logger has replaced *value*, or part of it."""
    lowered = value.casefold()
    return any(mask in lowered for mask in _MASKS) or _IN_BRACKETS.match(value) is not None


def _is_cut(text: str, word: re.Match[str]) -> bool:
    """Return whether *word* is incomplete at either end: a logger cut it, or a program concatenates it."""
    if word.group().endswith(("...", "\u2026")) or _CUT.match(text, word.end()) or _JOINED.match(text, word.end()):
        return True
    return bool(_JOINED_BEFORE.search(text, max(0, word.start() - _NEAR), word.start()))


def _is_anothers(text: str, word: re.Match[str]) -> bool:
    """Return whether a form was sent to another provider, according to its line; one whose secret is a JWT was not."""
    if "client_secret=ey" in word.group():
        return False
    before = text[max(0, word.start() - _SAME_LINE) : word.start()].rpartition("\n")[2]
    behind = text[word.end() : word.end() + _SAME_LINE].partition("\n")[0]
    line = f"{before}{word.group()[:_SAME_LINE]}{behind}"
    return bool(_ANOTHER.search(line)) and "apple" not in line.lower()


def _named(text: str) -> Iterator[Piece]:
    """Yield the parameters of a request that are written one by one, if none of them is left out or masked."""
    if "client_secret" not in text:
        return
    values: dict[str, str] = {}
    is_printed = bool(_PRINTED.search(text))
    for found in _PAIR.finditer(text):
        value = next(one for one in (found["double"], found["single"], found["bare"]) if one is not None)
        if found["name"] == "code" and _NO_CODE.fullmatch(value):
            continue
        # In source code a bare word is a name, not a value.
        is_value = is_printed or found["printed"] or (found["sign"] == "=" and (found["name"] != "client_secret" or value.startswith("ey")))
        is_name = found["bare"] is not None and not is_value
        if is_name or _CUT.match(text, found.end()) or _hides(value) or _BETWEEN_PARTS.fullmatch(value):
            return
        if values.setdefault(found["name"], value) != value and found["name"] in _OF_ONE_REQUEST:
            # Two requests, or settings beside one: which values belong together is not known.
            return
    if not _is_whole(values) or any(_OF_GOOGLE.search(values[name]) for name in _OF_ONE_REQUEST):
        return
    call = call_of(values, text)
    if call is None:
        yield Piece(PieceKind.FORM, FormReading(tuple(unsent_field(name, value) for name, value in values.items())))
        return
    yield classify(call, None)


def _is_whole(values: dict[str, str]) -> bool:
    if not {"client_id", "client_secret"} <= values.keys():
        return False
    asks = {"authorization_code": "code", "refresh_token": "refresh_token", "client_credentials": "scope"}
    grant_type = values.get("grant_type")
    if grant_type and grant_type not in asks:
        return bool({"code", "refresh_token"} & values.keys())
    return asks.get(grant_type or "", "token") in values


def _tokens(text: str, requests: tuple[Piece, ...]) -> Iterator[Piece]:
    sent = {field.value for piece in requests if isinstance(piece.value, FormReading) for field in piece.value.fields}
    seen: set[str] = set()
    if "ey" not in text and "ew" not in text:
        return
    for number, found in enumerate(_TOKEN.finditer(text)):
        token = found.group()
        if number == _MAX_TOKENS or (requests and not sent):
            return
        if (
            token in sent
            or token in seen
            or len(token) > jws.MAX_TOKEN_CHARACTERS
            or text.startswith(".", found.end())
            or _CUT.match(text, found.end())
        ):
            continue
        seen.add(token)
        read = jws.read(token)
        if _is_labelled(text, found.start()) or _concerns_apple(read):
            yield Piece(PieceKind.TOKEN, read, text=token)


def _is_labelled(text: str, start: int) -> bool:
    before = text[max(0, start - 30) : start].rstrip("\"'=:> [({b")
    return before.endswith(_TOKEN_NAMES)


def _concerns_apple(token: Jws) -> bool:
    """Return whether *token* is from Apple or for Apple: an application's own tokens appear in the same logs."""
    claims, header = token.claims or {}, token.header or {}
    parties = (str(claims.get(name, "")) for name in ("iss", "aud"))
    return any(HOST in party for party in parties) or is_made_for_sign_in(header, claims)


def _authorize(text: str) -> Iterator[Piece]:
    if "/authorize?" not in text:
        return
    for found in _WORD.finditer(text):
        word = found.group()
        start = word.find("https://appleid.apple.com/")
        if start < 0 or "/authorize?" not in word or _is_cut(text, found) or _breaks_off(word):
            continue
        # In a format string a percent sign is doubled.
        address = word[start:].replace("%%", "%") if _VERB.search(word) else word[start:]
        piece = classify_address(plain_address(_without_closing(address)))
        if piece and piece.kind is PieceKind.AUTHORIZE:
            yield Piece(piece.kind, piece.value, text=word[start:])


def _without_closing(address: str) -> str:
    """Return *address* without the signs that follow it in a sentence or in source code; a bracket that it opens itself is part of it."""
    while address and address[-1] in _BEHIND:
        if address.count(_OPENING.get(address[-1], "\0")) >= address.count(address[-1]):
            break
        address = address[:-1]
    return address


def _breaks_off(address: str) -> bool:
    """Return whether source code continues where *address* ends: it has no query yet, or there is a quote in what it inserts."""
    return address.endswith("?") or address.count("{") > address.count("}") or address.count("(") > address.count(")")
