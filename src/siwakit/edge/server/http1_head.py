"""The head of a request: parsed by h11, and checked for what h11 tolerates (see `http1` for the reasons)."""

from __future__ import annotations

import re
from collections.abc import Mapping

import h11

from siwakit.http import Headers, header_values
from siwakit.patterns import pattern
from siwakit.record import record

MAX_HEAD_BYTES = 32 * 1024
MAX_HEADERS = 100
_CRLF = b"\r\n"
_ABSOLUTE = pattern(r"(https?)://([^/?#]*)(.*)", re.IGNORECASE)
TOO_LARGE = "the body has more bytes than are accepted here"
# Bytes that h11 lets pass in a value, and that a log or another program may interpret differently.
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}


@record
class Refusal:
    """Why the bytes of a connection are not a request to answer; status 413 means a body over the limit."""

    status: int
    words: str


class RefusedError(Exception):
    """Raised by the parser to leave it with a refusal."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.refusal = Refusal(status, words)


@record
class Head:
    """The head of a request, with what it says about the body and the connection; *length* is None if the body is chunked."""

    method: str
    target: str
    host: str
    headers: Headers
    length: int | None
    closes: bool
    connection: h11.Connection


def parse_head(text: bytes, max_body_bytes: int) -> Head:
    """Return the head in *text*, which ends in its empty line.

    Raises:
        RefusedError: it can be read in two ways, or asks for what is not served.
        h11.RemoteProtocolError: it is malformed.
    """
    _check_lines(text)
    connection = h11.Connection(h11.SERVER, MAX_HEAD_BYTES)
    connection.receive_data(text)
    request = connection.next_event()
    if not isinstance(request, h11.Request):
        raise RefusedError(400, "the head is not one request")
    headers = tuple([(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in request.headers.raw_items()])
    fields = dict(headers)
    length = _check_framing(request, fields)
    if length is not None and length > max_body_bytes:
        raise RefusedError(413, TOO_LARGE)
    method = request.method.decode("ascii")
    target, host = _target_and_host(method, request.target.decode("ascii"), fields.get("host"))
    closes = request.http_version < b"1.1" or ("connection" in fields and _asks_to_close(headers))
    return Head(method, target, host, headers, length, closes, connection)


def _check_lines(head: bytes) -> None:
    lines = head.count(_CRLF)
    if head.count(b"\n") != lines or head.count(b"\r") != lines:
        raise RefusedError(400, "a line of the head does not end in CRLF")
    if b"\n " in head or b"\n\t" in head:
        raise RefusedError(400, "a header is continued on a second line")
    if _CONTROL.search(head):
        raise RefusedError(400, "the head has a control character")


def _check_framing(request: h11.Request, fields: Mapping[str, str]) -> int | None:
    """Return the length of the body, None if it is chunked; refuse a request whose body could end in two places."""
    if len(request.headers) > MAX_HEADERS:
        raise RefusedError(431, f"the request has more than {MAX_HEADERS} headers")
    if not request.http_version.startswith(b"1."):
        raise RefusedError(505, "only HTTP/1.1 and HTTP/1.0 are supported here")
    if request.method == b"CONNECT":
        raise RefusedError(501, "CONNECT is not supported here")
    if "transfer-encoding" not in fields:
        return int(fields.get("content-length", 0))
    if "content-length" in fields or request.http_version < b"1.1":
        raise RefusedError(400, "Transfer-Encoding must not come with Content-Length or in HTTP/1.0")
    return None


def _asks_to_close(headers: Headers) -> bool:
    return any(option.strip().lower() == "close" for value in header_values(headers, "connection") for option in value.split(","))


def _target_and_host(method: str, target: str, host: str | None) -> tuple[str, str]:
    """Return the path with its query, and the host; a target in absolute form must name the same host as the header."""
    target = target.partition("#")[0]
    if target.startswith("/"):
        return target, host or ""
    if target == "*" and method == "OPTIONS":
        return "", host or ""
    match = _ABSOLUTE.fullmatch(target)
    if match is None:
        raise RefusedError(400, "the request target is neither a path nor an http address")
    scheme, authority, path = match.groups()
    port = _DEFAULT_PORTS[scheme.lower()]
    if host is not None and host.lower().removesuffix(port) != authority.lower().removesuffix(port):
        raise RefusedError(400, "the request target and the Host header name different hosts")
    return path if path.startswith("/") else f"/{path}", authority if host is None else host
