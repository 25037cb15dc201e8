"""Build the request that a saved one would send, as far as its variables are known."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import field, replace
from hashlib import sha256
from urllib.parse import quote_plus, urlencode

from siwakit.apple import FORM_TYPE, HOST, OTHER_HOST, endpoint_of
from siwakit.evidence.addresses import place_of, whole_address
from siwakit.evidence.pieces import Piece, PieceKind
from siwakit.http import Headers, Request, Response, media_type
from siwakit.patterns import pattern
from siwakit.readers.requests.addressee import classify
from siwakit.record import record

_VARIABLE = pattern(r"\{\{\s{0,9}(?:_\.)?([^{}\s]{1,100})\s{0,9}\}\}")
_GAP = pattern(r"\{\{[^{}]{0,300}\}\}|\{%[^{}]{0,300}%\}")
_ENCODED = pattern(r"(?:[A-Za-z0-9_.~*+-]|%[0-9A-Fa-f]{2})*")
_MAX_ROUNDS = 4
_MAX_CHARACTERS = 64 * 1024
_TO_APPLE = frozenset({PieceKind.REQUEST, PieceKind.EXCHANGE, PieceKind.AUTHORIZE})


@record
class Variables:
    """Variables that a collection defines itself."""

    given: Mapping[str, str] = field(default_factory=dict, repr=False)

    def fill(self, text: str) -> str:
        """Return *text* with every variable that has a value filled in; the others stay as they are written."""
        for _ in range(_MAX_ROUNDS):
            grown = sum(len(self.given.get(found.group(1), "")) for found in _VARIABLE.finditer(text))
            if grown == 0 or grown > _MAX_CHARACTERS:
                break
            text = _VARIABLE.sub(lambda found: self.given.get(found.group(1)) or found.group(), text)
        return text


@record
class Saved:
    """Saved request, independent of the tool; *mode* is `form`, `multipart`, `text` or empty.

    *answer* is the status, the headers and the body that were saved with it.
    """

    method: str
    url: str = field(repr=False)
    headers: tuple[tuple[str, str], ...] = field(repr=False)
    mode: str
    fields: tuple[tuple[str, str], ...] = field(repr=False)
    files: tuple[str, ...]
    text: str = field(repr=False)
    text_type: str
    auth: tuple[str, Mapping[str, str]] = field(repr=False)
    answer: tuple[int | None, Headers, str] | None = field(repr=False)
    variables: Variables


def as_piece(saved: Saved) -> Piece | None:
    """Return the piece that *saved* is, or None if it is not sent to Apple."""
    fill = saved.variables.fill
    url = fill(saved.url).strip()
    headers = _headers(saved)
    body, content_type = _body(saved)
    if content_type and media_type(headers) is None:
        headers = (*headers, ("Content-Type", content_type))
    request = Request(saved.method.upper(), _address(url), headers, body.encode("utf-8", "replace"))
    response = Response(saved.answer[0], saved.answer[1], saved.answer[2].encode("utf-8", "replace")) if saved.answer else None
    piece = classify(request, response)
    if piece.kind not in _TO_APPLE or not (_goes_to_apple(url) or _has_apples_fields(saved)):
        return None
    return replace(piece, unread_files=(*saved.files, *_gaps(saved)))


def _goes_to_apple(url: str) -> bool:
    place = place_of(whole_address(url)) if url else None
    return bool(place and (place.host in {HOST, OTHER_HOST} or endpoint_of(place.path.rstrip("/"))))


def _has_apples_fields(saved: Saved) -> bool:
    names = {name for name, _ in saved.fields}
    return {"client_secret", "grant_type"} <= names and any("apple" in one.lower() for one in (saved.url, *(value for _, value in saved.fields)))


def _address(url: str) -> str:
    """Return *url*; if its host is a variable, it is not known and therefore not judged."""
    if not url:
        return ""
    address = whole_address(url)
    return "" if _GAP.search(address.partition("?")[0]) or "%7B%7B" in address.partition("?")[0] else address


def _headers(saved: Saved) -> Headers:
    fill = saved.variables.fill
    made = tuple((fill(name), fill(value)) for name, value in saved.headers)
    kind, told = saved.auth
    filled = {name: fill(value) for name, value in told.items()}
    if any(name.lower() == "authorization" for name, _ in made) or any(_GAP.search(value) for value in filled.values()):
        return made
    if kind == "basic":
        credentials = f"{filled.get('username', '')}:{filled.get('password', '')}"
        return (*made, ("Authorization", "Basic " + b64encode(credentials.encode("utf-8", "replace")).decode()))
    if kind == "bearer" and filled.get("token"):
        return (*made, ("Authorization", f"{filled.get('prefix') or 'Bearer'} {filled['token']}"))
    return made


def _body(saved: Saved) -> tuple[str, str]:
    fill = saved.variables.fill
    pairs = [(fill(name), fill(value)) for name, value in saved.fields]
    if saved.mode == "form":
        return "&".join(f"{_encoded(name)}={_encoded(value)}" for name, value in pairs), FORM_TYPE
    if saved.mode == "multipart":
        return _multipart(pairs)
    return (fill(saved.text), saved.text_type) if saved.mode == "text" else ("", "")


def _encoded(value: str) -> str:
    return value if _ENCODED.fullmatch(value) else quote_plus(value, encoding="utf-8", errors="replace")


def _multipart(pairs: list[tuple[str, str]]) -> tuple[str, str]:
    # The boundary is derived from the content, which therefore does not contain it.
    boundary = sha256(urlencode(pairs, errors="replace").encode()).hexdigest()[:24]
    parts = (f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in pairs)
    return "".join(parts) + f"--{boundary}--\r\n", f"multipart/form-data; boundary={boundary}"


def _gaps(saved: Saved) -> tuple[str, ...]:
    """Return the variables in the body and the authorization whose values are not known."""
    fill = saved.variables.fill
    texts = [fill(value) for _, value in saved.fields] if saved.mode != "text" else [fill(saved.text)]
    texts += [fill(value) for value in saved.auth[1].values()] if saved.auth[0] in {"basic", "bearer"} else []
    return tuple(dict.fromkeys(found.group() for text in texts for found in _GAP.finditer(text)))
