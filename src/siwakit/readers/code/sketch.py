"""What a program would mint and send, written down as a token and a request, with stand-ins for what is not known.

A stand-in is a value that would be right, so that no rule fails because of it; the judge does not decide anything by one. The places of
each part in the source are kept, so that a report can show the line.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import field
from typing import Any
from urllib.parse import quote, unquote_plus

from siwakit.apple import HOST, ISSUER, OTHER_HOST, REVOKE_URL, TOKEN_URL
from siwakit.evidence.addresses import sent_address, split_address
from siwakit.evidence.source import KEY_PLACE, STAND_IN_CLIENT, STAND_IN_KEY_ID, STAND_IN_TEAM, Doubt, Misplaced
from siwakit.http import Request
from siwakit.readers.code.crossed import cross
from siwakit.readers.code.libraries.sending import BASIC, FORM
from siwakit.readers.code.relevant import has_field, key_file, key_sent, key_span, key_text, name_of
from siwakit.readers.code.sketched_text import form_of, json_segment, multipart_of, segment_of
from siwakit.readers.code.tree import Span
from siwakit.readers.code.values import (
    Array,
    Encoded,
    Known,
    Marks,
    Sent,
    Table,
    Token,
    Unknown,
    Value,
    is_marked,
    known,
)
from siwakit.readers.decoded import is_hidden
from siwakit.record import record

_HOSTS = (HOST, OTHER_HOST)
_REQUIRED_CLAIMS = ("iss", "iat", "exp", "aud", "sub")
_SECONDS = 600
_IDENTIFYING = frozenset({"iss", "sub", "kid"})
_LEFT_OUT = frozenset({"client_id", "client_secret", "code", "refresh_token", "token", "redirect_uri"})
# DER of two numbers of 32 bytes, as OpenSSL writes a signature.
_SOME_DER = b"\x30\x44\x02\x20" + bytes(range(1, 33)) + b"\x02\x20" + bytes(range(33, 65))
_NOBODYS_SIGNATURE = bytes(64)
_BASIC = "Basic "


@record(kw_only=True)
class Sketch:
    """A token or a request as the program would make it, with the places of its parts and the names of its stand-ins, each by path."""

    token: str = ""
    minted: Token | None = field(default=None, repr=False)
    request: Request | None = None
    form: str = field(default="", repr=False)
    """Form that the program builds and does not send."""
    places: dict[str, Span]
    stand_ins: dict[str, str]
    doubts: dict[str, Doubt]
    crossed: dict[str, Misplaced]
    key_text: str = field(default="", repr=False)
    """What the program hands to the signer as the key, if it is in the source; whole PEMs are read in their place, too."""
    key_file: str = ""
    """The file that the program reads the key from."""
    is_signature_known: bool = False
    """Whether something is wrong with the form of the signature, whatever it signs."""
    is_kept: bool = False
    is_made_at_start: bool = False
    joins_key_lines: bool = False


class Sketcher:
    """Writes sketches for one run at *now*."""

    def __init__(self, marks: Marks, now: int) -> None:
        self.marks = marks
        self.now = now
        self.places: dict[str, Span] = {}
        self.stand_ins: dict[str, str] = {}
        self.doubts: dict[str, Doubt] = {}
        self.crossed: dict[str, Misplaced] = {}

    def sketch(self, token: Token | None, sent: Sent | None = None, *, is_for_apple: bool = False) -> Sketch | None:
        """Return *token*, with a signature that verifies with no key, and the request *sent*; None if the request does not go to Apple.

        If *is_for_apple*, it does even if its address is not known.
        """
        request = self._request(sent, is_for_apple=is_for_apple) if sent else None
        return None if sent and request is None else self._sketch(token, sent, request)

    def sketch_form(self, token: Token | None, sent: Sent) -> Sketch:
        """Return *token* with the body of *sent*, which the program builds and does not send."""
        body = self._body(sent.body) if sent.body else None
        return self._sketch(token, sent, None, form=(body or b"").decode())

    def _sketch(self, token: Token | None, sent: Sent | None, request: Request | None, form: str = "") -> Sketch:
        text = self._token(token) if token else ""
        return Sketch(
            token=text,
            minted=token,
            request=request,
            form=form,
            places=self.places,
            stand_ins=self.stand_ins,
            doubts=self.doubts,
            crossed=self.crossed,
            key_text=key_text(token),
            key_file=key_file(token),
            is_signature_known=token is not None and (token.is_raw is False or token.spelling != "base64url"),
            is_kept=token is not None and token.is_kept and sent is not None and sent.is_repeated,
            is_made_at_start=token is not None and token.is_kept,
        )

    def _token(self, token: Token) -> str:
        header, claims = self._members("client_secret.header", token.header), self._members("client_secret.claims", token.claims)
        self._complete("client_secret.header", token.header, header, ("alg", "kid"))
        self._complete("client_secret.claims", token.claims, claims, _REQUIRED_CLAIMS)
        self.crossed = cross(self.stand_ins, header, claims)
        self.places |= {f"client_secret.{name}": span for name, span in token.spans.items()}
        self.places.setdefault("client_secret.signature", token.span)
        self.places.setdefault("client_secret", token.span)
        self.places[KEY_PLACE] = key_span(token.key)
        signature = _SOME_DER if token.is_raw is False else _NOBODYS_SIGNATURE
        return ".".join((json_segment(header), json_segment(claims), segment_of(signature, token.spelling)))

    def _members(self, path: str, table: Table) -> dict[str, Any]:
        self.places[path] = table.span
        members = {}
        for name, value in table.entries.items():
            self.places[f"{path}.{name}"] = value.span
            members[name] = self._json(f"{path}.{name}", name, value)
        return members

    def _complete(self, path: str, table: Table, members: dict[str, Any], names: tuple[str, ...]) -> None:
        """Add what may have been added to *table* without being seen."""
        for name in names if table.is_open else ():
            if name not in members:
                members[name] = self._stand_in(f"{path}.{name}", name, Unknown(name=name))

    def _json(self, path: str, name: str, value: Value) -> Any:
        match value:
            case Known(value=text) if isinstance(text, str):
                return self._string(path, name, text)
            case Known(value=plain, doubts=doubts):
                for doubt in doubts:
                    self.doubts[path] = doubt
                return plain
            case Array(items=items, is_open=False):
                return [self._json(path, name, item) for item in items]
            case Table(is_open=False, entries=entries):
                return {key: self._json(path, key, item) for key, item in entries.items()}
        return self._stand_in(path, name, value)

    def _string(self, path: str, name: str, text: str) -> Any:
        behind = self.marks.behind(text)
        if behind is not None:
            return self._json(path, name, behind)
        if name in _IDENTIFYING and _is_left_out(text):
            return self._stand_in(path, name, Unknown(name=name))
        return text if not list(self.marks.unknowns(text)) else self._stand_in(path, name, Unknown(name=name))

    def _stand_in(self, path: str, name: str, value: Value) -> Any:
        self.stand_ins[path] = name_of(value) or name
        plausible = {"iss": STAND_IN_TEAM, "kid": STAND_IN_KEY_ID, "sub": STAND_IN_CLIENT, "aud": ISSUER, "alg": "ES256", "typ": "JWT"}
        times = {"iat": self.now, "exp": self.now + _SECONDS, "nbf": self.now}
        return plausible.get(name, times.get(name, "stand-in"))

    def _request(self, sent: Sent, *, is_for_apple: bool) -> Request | None:
        url = self._url(sent, is_for_apple=is_for_apple)
        if url is None:
            return None
        self.places |= {"request": sent.span, "request.method": sent.span, "request.url": sent.url.span}
        headers = tuple((name, self._header(f"request.headers.{name.lower()}", name, value)) for name, value in sent.headers.entries.items())
        body = b"" if sent.body is None else self._body(sent.body)
        if body is None:
            return None
        if not any(name.lower() == "content-type" for name, _ in headers):
            self.places["request.headers.content-type"] = sent.span
            if sent.headers.is_open:
                self.stand_ins["request.headers.content-type"] = "Content-Type"
                headers = (*headers, ("Content-Type", FORM))
        return Request(sent.method, url, headers, body)

    def _url(self, sent: Sent, *, is_for_apple: bool) -> str | None:
        text = known(sent.url)
        whole = self.marks.replaced(text, self._in_address) if isinstance(text, str) else ""
        parts = split_address(whole)
        host = parts.hostname or ""
        if (is_for_apple and (not host or "$" in host)) or (host in _HOSTS and "$" in parts.path and has_field(sent, "client_secret")):
            # The address is a constant of another file; that it is Apple's is known by the client_secret.
            self.stand_ins["request.url"] = name_of(sent.url) or "address"
            whole, host = (TOKEN_URL if has_field(sent, "grant_type") else REVOKE_URL), HOST
        elif host not in _HOSTS or "$" in parts.path:
            return None
        elif has_field(sent, "client_secret"):
            whole = sent_address(whole)
        if isinstance(sent.query, Table | Encoded):
            fields = sent.query.of if isinstance(sent.query, Encoded) else sent.query
            pairs = list(self._fields(fields)) if isinstance(fields, Table) else []
            whole += ("&" if "?" in whole else "?") + form_of(pairs) if pairs else ""
        return whole

    def _in_address(self, value: Value) -> str:
        return quote(f"${name_of(value) or 'VALUE'}", safe="$")

    def _header(self, path: str, name: str, value: Value) -> str:
        self.places[path] = value.span
        text = known(value)
        if text is not None and not (isinstance(text, str) and is_marked(text)):
            return str(text)
        if isinstance(text, str) and text.startswith(_BASIC):
            # Whatever the credentials are.
            return BASIC
        self.stand_ins[path] = name_of(value) or name
        if name.lower() == "content-type":
            return FORM
        return self.marks.replaced(text, self._in_text) if isinstance(text, str) else f"${name_of(value) or name}"

    def _in_text(self, value: Value) -> str:
        return f"${name_of(value) or 'VALUE'}"

    def _body(self, body: Value) -> bytes | None:
        """Return the bytes of *body*; None if nothing is known of it."""
        self.places["request.body"] = body.span
        match body:
            case Encoded(encoding="form", of=Table() as table):
                return None if table.is_open else form_of(list(self._fields(table))).encode()
            case Encoded(encoding="form", of=Known() as text) | (Known() as text):
                return self._text_body(text)
            case Encoded(encoding="json", of=Table() as table):
                return None if table.is_open else json.dumps(dict(self._fields(table))).encode()
            case Encoded(encoding="multipart", of=Table() as table):
                return None if table.is_open else multipart_of(list(self._fields(table))).encode()
            case Table():
                return None if body.is_open else form_of(list(self._fields(body))).encode()
        return None

    def _text_body(self, text: Known) -> bytes | None:
        whole = known(text)
        if not isinstance(whole, str) or any(list(self.marks.unknowns(pair.partition("=")[0])) for pair in whole.split("&")):
            # What is put together in a loop or by a function that is not followed has fields that are not known.
            return None
        pairs = []
        for pair in whole.split("&"):
            name, equals, value = pair.partition("=")
            self.places[f"request.form.{name}"] = text.span
            is_left_out = name in _LEFT_OUT and bool(equals) and _is_left_out(unquote_plus(value))
            if is_left_out or is_marked(value):
                self.stand_ins[f"request.form.{name}"] = name
            # Of a value that is known in part nothing is decided.
            pairs.append(f"{name}=${name}" if is_left_out or is_marked(value) else pair)
        return "&".join(pairs).encode()

    def _fields(self, table: Table) -> Iterator[tuple[str, str]]:
        for name, value in table.entries.items():
            path = f"request.form.{name}"
            self.places[path] = value.span
            found = key_sent(name, value) or known(value)
            is_plain = isinstance(found, str | int | float) and not isinstance(found, bool)
            if not is_plain or is_marked(str(found)) or (name in _LEFT_OUT and _is_left_out(str(found))):
                self.stand_ins[path] = name_of(value) or name
                yield name, f"${name}"
            else:
                yield name, str(found)


def _is_left_out(text: str) -> bool:
    """Return whether *text* only shows that something belongs there: a placeholder, or nothing, as who shows a program to others leaves it."""
    return not text.strip() or is_hidden(text)
