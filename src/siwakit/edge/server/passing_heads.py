"""Heads of requests and answers that are passed on: what a proxy has to know of them, and what it has to change."""

from __future__ import annotations

import re
from enum import Enum
from urllib.parse import unquote

from siwakit.edge.server.passing import Destination, read_destination
from siwakit.edge.server.user_proxies import Proxy
from siwakit.record import record

_REQUEST_LINE = re.compile(rb"([!-~]{1,64}) ([!-~\x80-\xff]{1,65536}) HTTP/(1\.[01])\r?\n")
_STATUS_LINE = re.compile(rb"HTTP/(1\.[0-9]) ([1-5][0-9][0-9])(?: [^\r\n]*)?\r?\n")
_ABSOLUTE = re.compile(rb"(https?)://(?:[^/?#@]*@)?([^/?#@]+)(.*)", re.IGNORECASE | re.DOTALL)
_LENGTH = re.compile(rb"[0-9]{1,18}")
_OF_ONE_CONNECTION = frozenset({b"connection", b"keep-alive", b"proxy-connection"})
_NO_BODY = frozenset({204, 304})
_SAFE = frozenset({b"GET", b"HEAD", b"OPTIONS"})
_SWITCHING, _FINAL = 101, 200

Fields = tuple[tuple[bytes, bytes], ...]


class Framing(Enum):
    """How the end of a body is found."""

    LENGTH = "a number of bytes"
    CHUNKED = "chunks"
    TO_THE_END = "the end of the connection"


@record
class Body:
    """Framing of a body."""

    framing: Framing = Framing.LENGTH
    length: int = 0


@record
class RequestHead:
    """A request; *destination* is None if the target is not an http address. A field is its name in small letters and its whole line."""

    method: bytes
    target: bytes
    path: bytes
    version: bytes
    host: bytes
    fields: Fields
    destination: Destination | None
    body: Body
    options: frozenset[bytes]

    @property
    def closes(self) -> bool:
        """Return whether the client does not want to keep its connection."""
        return self.version == b"1.0" or b"close" in self.options

    @property
    def upgrades(self) -> bool:
        """Return whether another protocol is asked for."""
        return b"upgrade" in self.options and any(name == b"upgrade" for name, _ in self.fields)

    @property
    def is_repeatable(self) -> bool:
        """Return whether it may be sent again on another connection."""
        return self.method in _SAFE and self.body == Body()

    def for_host(self, proxy: Proxy | None) -> bytes:
        """Return the head to send to the host, or to the user's own *proxy*."""
        target = self.target if proxy else self.path
        if self.method == b"OPTIONS" and not proxy and self.path == b"":
            target = b"*"
        removed = _OF_ONE_CONNECTION if self.upgrades else _OF_ONE_CONNECTION | self.options
        lines = [self.method + b" " + (target or b"/") + b" HTTP/" + self.version + b"\r\n", b"Host: " + self.host + b"\r\n"]
        lines += [line for name, line in self.fields if name not in removed and name != b"host" and not _is_for_a_proxy(name, proxy)]
        if self.upgrades:
            lines += [line for name, line in self.fields if name == b"connection"]
        elif self.closes:
            lines.append(b"Connection: close\r\n")
        if proxy and proxy.authorization:
            lines.append(b"Proxy-Authorization: " + proxy.authorization + b"\r\n")
        return b"".join(lines) + b"\r\n"


@record
class ResponseHead:
    """An answer."""

    text: bytes
    first_line: bytes
    version: bytes
    status: int
    fields: Fields
    body: Body
    options: frozenset[bytes]

    @property
    def is_switch(self) -> bool:
        """Return whether another protocol begins."""
        return self.status == _SWITCHING

    @property
    def is_interim(self) -> bool:
        """Return whether another answer follows."""
        return self.status < _FINAL and not self.is_switch

    @property
    def closes(self) -> bool:
        """Return whether the host does not keep its connection."""
        return self.version == b"1.0" or b"close" in self.options or self.body.framing is Framing.TO_THE_END

    def for_client(self, *, closes: bool) -> bytes:
        """Return the head to send to the client, whose connection is closed after the answer if it *closes*."""
        removed = _OF_ONE_CONNECTION | self.options
        lines = [self.first_line, *(line for name, line in self.fields if name not in removed)]
        return b"".join(lines) + (b"Connection: close\r\n\r\n" if closes else b"\r\n")


def read_request(text: bytes) -> RequestHead | None:
    """Return the request whose head is *text*; None if it is malformed, or if its body could end in two places."""
    match = _REQUEST_LINE.match(text)
    fields = _read_fields(text[match.end() :]) if match else None
    if match is None or fields is None:
        return None
    method, target, version = match.groups()
    absolute = _ABSOLUTE.fullmatch(target)
    destination, host, path = None, b"", b""
    if absolute is not None:
        scheme, host, path = absolute.groups()
        path = path.split(b"#", 1)[0]
        is_tls = scheme.lower() == b"https"
        destination = read_destination(unquote(host.decode("latin-1")), 443 if is_tls else 80, is_tls=is_tls)
        if destination is None:
            return None
        path = path if path.startswith(b"/") or not path else b"/" + path
    body = _request_body(fields)
    return None if body is None else RequestHead(method, target, path, version, host, fields, destination, body, _options(fields))


def read_response(text: bytes, request: RequestHead) -> ResponseHead | None:
    """Return the answer to *request* whose head is *text*; None if it is malformed."""
    match = _STATUS_LINE.match(text)
    fields = _read_fields(text[match.end() :]) if match else None
    if match is None or fields is None:
        return None
    status = int(match[2])
    has_body = request.method != b"HEAD" and status >= _FINAL and status not in _NO_BODY
    body = _response_body(fields) if has_body else Body()
    return None if body is None else ResponseHead(text, match[0], match[1], status, fields, body, _options(fields))


def _read_fields(text: bytes) -> Fields | None:
    """Return the fields with their lines as they are; a line that continues another belongs to it."""
    fields: list[tuple[bytes, bytes]] = []
    for line in text.splitlines(keepends=True) if b"\r" not in text.replace(b"\r\n", b"") else ():
        if line in (b"\r\n", b"\n"):
            return tuple(fields)
        if line[:1] in (b" ", b"\t") and fields:
            fields[-1] = (fields[-1][0], fields[-1][1] + line)
            continue
        name, colon, _ = line.partition(b":")
        if not colon or not name or name != name.strip():
            return None
        fields.append((name.lower(), line))
    return None


def _values(fields: Fields, wanted: bytes) -> list[bytes]:
    """Return the members of all lists in the fields called *wanted*, in small letters."""
    values = [line.partition(b":")[2] for name, line in fields if name == wanted]
    return [member.strip().lower() for value in values for member in value.split(b",")]


def _options(fields: Fields) -> frozenset[bytes]:
    return frozenset(filter(None, _values(fields, b"connection") + _values(fields, b"proxy-connection")))


def _request_body(fields: Fields) -> Body | None:
    codings, lengths = _values(fields, b"transfer-encoding"), set(_values(fields, b"content-length"))
    if codings:
        return Body(Framing.CHUNKED) if codings[-1] == b"chunked" and not lengths else None
    return _length(lengths) if lengths else Body()


def _response_body(fields: Fields) -> Body | None:
    codings, lengths = _values(fields, b"transfer-encoding"), set(_values(fields, b"content-length"))
    if codings:
        return Body(Framing.CHUNKED if codings[-1] == b"chunked" else Framing.TO_THE_END)
    return _length(lengths) if lengths else Body(Framing.TO_THE_END)


def _length(lengths: set[bytes]) -> Body | None:
    value = lengths.pop()
    return Body(Framing.LENGTH, int(value)) if not lengths and _LENGTH.fullmatch(value) else None


def _is_for_a_proxy(name: bytes, proxy: Proxy | None) -> bool:
    """Return whether a field must not be passed on: the user's own proxy is sent its credentials, and a host never is."""
    return name == b"proxy-authorization" and (proxy is None or bool(proxy.authorization))
