"""Read HTTP as it is sent, in a `.http` file or in the output of `curl -v` and `curl -i`.

Pasted HTTP has been through editors and chats: line ends changed, the empty line before the body lost, a length that no
longer applies. The body follows from the text; Content-Length and chunks are trusted if they fit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from siwakit.errors import NotReadable, TooLarge
from siwakit.evidence.addresses import plain_address
from siwakit.evidence.pieces import PieceKind
from siwakit.http import Exchange, Headers, Request, Response, header_values
from siwakit.patterns import pattern
from siwakit.readers.model import Reader, Sample, Scope
from siwakit.readers.requests.verbose import is_verbose, read_verbose

MAX_MESSAGES = 200
Message = Exchange | Request | Response
_START = pattern(
    r"""
    ^(?P<indent>[^\S\n]{0,200})
    (?: (?P<method>[A-Z]{3,10})[ ]+(?P<target>\S+)[ ]+HTTP/\d(?:\.\d)?
      | (?P<bare_method>[A-Z]{3,7})[ ]+(?P<address>https?://\S+)
      | HTTP/\d(?:\.\d)?[ ]+(?P<status>\d{3})(?P<reason>[ ][^\n]*|)
    )[^\S\n]*$
    """,
    re.VERBOSE | re.MULTILINE,
)
# In a stream of bytes, a body without a final line break is followed by the answer on the same line.
_GLUED = pattern(r"(?<=[^\s<>*\"'])(?=HTTP/1\.[01] \d{3} [A-Za-z ]{1,40}\r?\n[A-Za-z-]{1,40}:)")
_HEADER = pattern(r"[^\S\n]*([!#$%&'*+.^_`|~0-9A-Za-z-]{1,100})[^\S\n]*:([^\n]*)")
_PSEUDO = pattern(r"[^\S\n]*:([a-z]{1,20}):?[^\S\n]+([^\n]*)")
# The only line of a form, an empty line, and other text, which is not part of the body. For verbose patterns.
BEHIND_FORM = r"(?<=\n)[^\S\n]{0,20}[A-Za-z_][\w.\[\]-]{0,60}=\S*+[^\S\n]*\n[^\S\n]*\n\s*+(?=\S)(?!\#\#\#|HTTP/|[<>*][ ]|[A-Z]{3,10}[ ]+\S+[ ]+HTTP/)"
_SEPARATOR = pattern(r"^###[^\n]*", re.MULTILINE)
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[^\r\n]{0,200}\r?\n")
_LINE_END = re.compile(rb"\r?\n")
_FIRST_FINAL = 200
# An exception names the call, and shows the answer below it. Nobody sends Apple an error.
_APPLE = "https://appleid.apple.com/"
_ANSWER_BELOW = pattern(r"\s{0,20}(\{\s{0,20}\"error\"\s{0,20}:[^{}]{0,2000}\})")
_MAX_LENGTH_DIGITS = 10


def set_apart(text: str) -> str:
    """Return *text* with every answer on a line of its own; in a stream of bytes it follows the request's body directly."""
    return _GLUED.sub("\n\n", text) if "HTTP/1." in text else text


def find_http(text: str) -> Iterator[int]:
    """Yield where each start line of a request or an answer begins."""
    return (found.start() for found in _START.finditer(text))


def read_http(text: str) -> tuple[Message, ...]:
    """Return the messages in *text*, a request and the answer after it as one exchange.

    Raises:
        NotReadable: no start line, or text other than comments before the first.
        TooLarge: more than 200 messages.
    """
    is_shown = is_verbose(text)
    text = read_verbose(text) if is_shown else text
    starts = list(islice(_START.finditer(text), MAX_MESSAGES + 1))
    if not starts:
        raise NotReadable("there is no HTTP in this text", hint="begin with the request line or the status line")
    if len(starts) > MAX_MESSAGES:
        raise TooLarge(f"more than {MAX_MESSAGES} HTTP messages", hint="give only the failing request and its answer")
    if not is_shown and not all(_says_nothing(line) for line in text[: starts[0].start()].split("\n")):
        raise NotReadable("there is other text above the HTTP", hint="begin with the request line or the status line")
    ends = [start.start() for start in starts[1:]] + [len(text)]
    return _pair(_read_message(start, text[start.end() + 1 : end]) for start, end in zip(starts, ends, strict=True))


def _says_nothing(line: str) -> bool:
    bare = line.strip("\ufeff \t\r")
    return not bare or bare.startswith(("#", "//"))


def _pair(messages: Iterator[Request | Response | None]) -> tuple[Message, ...]:
    """Join each request with the answer after it; what a proxy or an interim answer says is left out."""
    paired: list[Message] = []
    for message in messages:
        last = paired[-1] if paired else None
        if isinstance(message, Response) and isinstance(last, Request):
            paired[-1] = Exchange(last, message)
        elif message is not None:
            paired.append(message)
    return tuple(paired)


def _read_message(start: re.Match[str], rest: str) -> Request | Response | None:
    if start["indent"]:
        rest = re.sub(f"(?m)^{re.escape(start['indent'])}", "", rest)
    if (start["address"] or "").startswith(_APPLE) and (answer := _ANSWER_BELOW.match(rest)):
        return Response(None, (), answer[1].encode())
    separator = _SEPARATOR.search(rest)
    headers, pseudo, body = _take_apart(rest[: separator.start()] if separator else rest)
    if start["status"]:
        status = int(start["status"])
        is_interim = status < _FIRST_FINAL or "established" in start["reason"].lower()
        return None if is_interim else Response(status, headers, _read_body(body, headers))
    method = start["method"] or start["bare_method"]
    if method == "CONNECT":
        return None
    url = _address(start["target"] or start["address"], headers, pseudo)
    return Request(method, url, headers, _read_body(body, headers))


def _take_apart(text: str) -> tuple[Headers, dict[str, str], str]:
    """Return headers, the pseudo-headers of HTTP/2 as browsers show them, and the text of the body."""
    headers: list[tuple[str, list[str]]] = []
    pseudo: dict[str, str] = {}
    position = 0
    while position < len(text):
        end = text.find("\n", position)
        after = len(text) if end < 0 else end + 1
        line = text[position:after].rstrip("\r\n")
        if not line.strip():
            position = after
            break
        if headers and line[0] in " \t":
            headers[-1][1].append(line.strip())
        elif found := _HEADER.fullmatch(line):
            headers.append((found.group(1), [found.group(2).strip()]))
        elif found := _PSEUDO.fullmatch(line):
            pseudo[found.group(1)] = found.group(2).strip()
        else:
            break
        position = after
    return tuple((name, " ".join(lines)) for name, lines in headers), pseudo, text[position:]


def _address(target: str, headers: Headers, pseudo: dict[str, str]) -> str:
    host = pseudo.get("authority") or next(iter(header_values(headers, "host")), "")
    return plain_address(f"https://{host}{target}" if host and target.startswith("/") else target)


def _read_body(text: str, headers: Headers) -> bytes:
    data = _as_bytes(text)
    lengths = header_values(headers, "content-length")
    if lengths and lengths[-1].isdecimal() and len(lengths[-1]) < _MAX_LENGTH_DIGITS:
        length = int(lengths[-1])
        if length <= len(data) and not data[length:].strip():
            return data[:length]
    if "chunked" in ",".join(header_values(headers, "transfer-encoding")).lower():
        whole = _join_chunks(data)
        if whole is not None:
            return whole
    # Editors leave spaces after the last line.
    bare = data.rstrip(b"\r\n\t ")
    # zsh marks a missing line break with a percent sign.
    return bare[:-1] if bare.endswith(b"}%") else bare


def _as_bytes(text: str) -> bytes:
    try:
        # Restore bytes that were not UTF-8 when the file was read, such as those of gzip.
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")


def _join_chunks(data: bytes) -> bytes | None:
    """Return the content of chunks, or None if the sizes do not fit the text."""
    made: list[bytes] = []
    position = 0
    while size := _CHUNK.match(data, position):
        length = int(size.group(1), 16)
        if length == 0:
            return b"".join(made)
        made.append(data[size.end() : size.end() + length])
        line_end = _LINE_END.match(data, size.end() + length)
        if len(made[-1]) < length or not line_end:
            return None
        position = line_end.end()
    return None


RAW_HTTP = Reader(
    id="raw-http",
    title="HTTP as it is sent: a request, an answer, or both",
    scope=Scope.START,
    find=find_http,
    good=lambda: (
        Sample("a request", "POST /auth/token HTTP/1.1\nHost: appleid.apple.com\n\nclient_id=x", (PieceKind.REQUEST,)),
        Sample("a call and its answer", 'POST https://appleid.apple.com/auth/token\n{"error" : "invalid_client"}', (PieceKind.RESPONSE,)),
        Sample("an answer", 'HTTP/1.1 400 Bad Request\n\n{"error":"invalid_client"}', (PieceKind.RESPONSE,)),
        Sample("a callback", "POST /callback HTTP/1.1\nHost: app.example.com\n\ncode=c&state=s", (PieceKind.CALLBACK,)),
        Sample("a call of an app", 'POST /login HTTP/1.1\nHost: app.example.com\n\n{"code": "c"}', (PieceKind.APP_CALL,)),
    ),
    bad=lambda: (
        Sample("a route", "POST /auth/apple/callback"),
        Sample("a status in a sentence", "The server answers HTTP/1.1 400."),
    ),
)
