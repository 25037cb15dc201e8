"""Read a curl command as the request that curl would send.

Files that the command names are never read: their contents are not known, and `unread_files` lists them.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha256
from urllib.parse import quote_plus

from siwakit.errors import NotReadable
from siwakit.evidence.addresses import sent_address, whole_address
from siwakit.evidence.pieces import PieceKind
from siwakit.http import Headers, Request
from siwakit.patterns import pattern
from siwakit.readers.model import Reader, Sample, Scope
from siwakit.readers.requests.curl_options import parse_options
from siwakit.readers.requests.shell import read_command
from siwakit.readers.sample_texts import CURL as COMMAND
from siwakit.record import record

FORM_TYPE = "application/x-www-form-urlencoded"
_CURL = pattern(
    r"""
    ^(?:[^\n]{0,120}?[$%\#>;&|(])?[^\S\n]{0,40}
    (?:(?:sudo|time|command|exec|env|[A-Za-z_]\w{0,60}=\S{0,200})[^\S\n]+){0,8}
    (?P<curl>(?:[\w./\\:-]{0,80}[/\\])?curl(?:\.exe)?)
    (?=[^\S\n]+(?:[-'"^$\\`]|https?:|[\w-]{1,63}(?:\.[\w-]{1,63}){1,20}[/:\s]|localhost\b))
    """,
    re.VERBOSE | re.MULTILINE,
)
_QUOTED = pattern(r'"((?>[^"\\]+|\\.)*+)"', re.DOTALL)
_BACKSLASH = pattern(r"\\([\"\\])")
_DATA = ("data", "data-ascii", "data-binary", "data-raw", "data-urlencode", "json")


@record
class CurlReading:
    """Request of a curl command, and the files whose content would have been part of it."""

    request: Request
    unread_files: tuple[str, ...] = ()
    end: int = 0


@dataclass(slots=True)
class _Options:
    """Collected options, in order; the only mutable value here."""

    urls: list[str] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    data: list[tuple[str, str]] = field(default_factory=list)
    parts: list[tuple[str, str, str]] = field(default_factory=list)
    queries: list[str] = field(default_factory=list)
    made: dict[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    method: str = ""
    names: set[str] = field(default_factory=set)


def find_curl(text: str) -> Iterator[int]:
    """Yield where each curl command in *text* begins."""
    # Searching only for the word first is many times faster, and most texts do not contain it.
    word = text.find("curl")
    while word >= 0:
        found = _CURL.match(text, text.rfind("\n", 0, word) + 1)
        if found:
            yield found.start("curl")
        end = text.find("\n", word)
        word = text.find("curl", end) if end >= 0 else -1


def read_curl(text: str) -> CurlReading:
    """Return the request that the first curl command in *text* sends; *url* is empty if the command names none.

    Raises:
        NotReadable: no curl command, or a quote that is never closed.
        TooLarge: more than 4,000 words.
    """
    start = next(find_curl(text), None)
    if start is None:
        raise NotReadable("there is no curl command in this text", hint="give the command as it was run, beginning with curl")
    return read_curl_at(text, start)


def read_curl_at(text: str, start: int) -> CurlReading:
    """Return the request of the curl command that begins at *start*.

    Raises:
        NotReadable: as `read_curl`.
        TooLarge: as `read_curl`.
    """
    command = read_command(text, start)
    return replace(read_words(command.words[1:]), end=command.end)


def read_words(words: tuple[str, ...]) -> CurlReading:
    """Return the request that curl sends if it is called with *words*."""
    options = _Options()
    _gather(words, options)
    return CurlReading(_build(options), tuple(options.files))


def _gather(words: tuple[str, ...], options: _Options) -> None:
    for name, value in parse_options(words):
        options.names.add(name)
        match name:
            case "url" if value:
                options.urls.append(value)
            case "request":
                options.method = value.strip()
            case "header" if not value.startswith("@"):
                options.headers.append(value)
            case "form" | "form-string":
                options.parts.append(_part(name, value, options.files))
            case "url-query":
                options.queries.append(value[1:] if value.startswith("+") else _encoded(value, options.files) or "")
            case "upload-file":
                options.files.append(value)
            case _ if name in _DATA:
                _add_datum(name, value, options)
            case _ if name in _MADE:
                header, make = _MADE[name]
                options.made |= {header: make(value)} if make(value) else {}
            case _:
                pass


_MADE: dict[str, tuple[str, Callable[[str], str]]] = {
    "user": ("Authorization", lambda value: "Basic " + b64encode((value if ":" in value else f"{value}:").encode("utf-8", "replace")).decode()),
    "oauth2-bearer": ("Authorization", lambda value: f"Bearer {value}"),
    "user-agent": ("User-Agent", str),
    "referer": ("Referer", str),
    # Without an equals sign it is the name of a cookie file.
    "cookie": ("Cookie", lambda value: value if "=" in value else ""),
}


def _add_datum(kind: str, value: str, options: _Options) -> None:
    if kind == "data-urlencode":
        text = _encoded(value, options.files)
    elif kind != "data-raw" and value.startswith("@"):
        options.files.append(value[1:])
        text = None
    else:
        text = value
    if text is not None:
        options.data.append((kind, text))


def _encoded(value: str, files: list[str]) -> str | None:
    """Return what --data-urlencode makes of *value*: content, =content, name=content, @file or name@file."""
    name, equals, content = value.partition("=")
    if not equals and "@" in value:
        files.append(value.partition("@")[2])
        return None
    if not equals:
        name, content = "", value
    encoded = quote_plus(content, encoding="utf-8", errors="replace")
    return f"{name}={encoded}" if name else encoded


def _part(kind: str, value: str, files: list[str]) -> tuple[str, str, str]:
    """Return name, content and media type of one part of a multipart body."""
    name, _, content = value.partition("=")
    if kind == "form-string":
        return name, content, ""
    if content[:1] in {"@", "<"}:
        files.append(content[1:].partition(";")[0])
        return name, "", ""
    if content.startswith('"'):
        quoted = _QUOTED.match(content)
        return name, _BACKSLASH.sub(r"\1", quoted.group(1)) if quoted else content, ""
    content, _, media = content.partition(";type=")
    return name, content, media


def _build(options: _Options) -> Request:
    body, content_type = _body(options)
    query = [one for one in options.queries if one]
    if "get" in options.names:
        query, body, content_type = [*query, body.decode()] if body else query, b"", ""
    made = dict(options.made)
    if content_type:
        made["Content-Type"] = content_type
    if "json" in options.names:
        made["Accept"] = "application/json"
    if "compressed" in options.names:
        made["Accept-Encoding"] = "deflate, gzip"
    address = _address(options.urls, query)
    return Request(_method(options), sent_address(address) if body else address, _headers(options.headers, made), body)


def _method(options: _Options) -> str:
    if options.method:
        return options.method
    if "head" in options.names:
        return "HEAD"
    if "get" in options.names:
        return "GET"
    if "upload-file" in options.names:
        return "PUT"
    return "POST" if options.parts or options.names & set(_DATA) else "GET"


def _address(urls: list[str], query: list[str]) -> str:
    if not urls:
        return ""
    # A word that lost its quotes appears among the addresses; a real address usually has a scheme.
    address, hash_sign, fragment = whole_address(next((url for url in urls if "://" in url), urls[0])).partition("#")
    for one in query:
        address += ("&" if "?" in address else "?") + one
    return address + hash_sign + fragment


def _headers(written: list[str], made: dict[str, str]) -> Headers:
    """Return the headers as curl sends them: `Name:` removes one, `Name;` sends it empty."""
    own: list[tuple[str, str]] = []
    named: set[str] = set()
    for line in written:
        name, colon, value = line.partition(":")
        if not colon and name.rstrip().endswith(";"):
            name, value = name.rstrip()[:-1], ""
            own.append((name.strip(), value))
        elif colon and value.strip():
            own.append((name.strip(), value.strip()))
        named.add(name.strip().lower())
    return (*((name, value) for name, value in made.items() if name.lower() not in named), *own)


def _body(options: _Options) -> tuple[bytes, str]:
    """Return the body with the media type that curl gives it."""
    if options.parts:
        return _multipart(options.parts)
    pieces: list[str] = []
    for kind, text in options.data:
        pieces += ["&", text] if pieces and kind != "json" else [text]
    if not options.names & set(_DATA):
        return b"", ""
    return "".join(pieces).encode("utf-8", "replace"), "application/json" if "json" in options.names else FORM_TYPE


def _multipart(parts: list[tuple[str, str, str]]) -> tuple[bytes, str]:
    # curl's boundary is random; this one is derived from the content, which therefore does not contain it.
    boundary = "-" * 24 + sha256(repr(parts).encode("utf-8", "replace")).hexdigest()[:16]
    lines: list[str] = []
    for name, content, media in parts:
        lines += [f"--{boundary}", f'Content-Disposition: form-data; name="{name}"']
        lines += [f"Content-Type: {media}"] if media else []
        lines += ["", content]
    lines += [f"--{boundary}--", ""]
    return "\r\n".join(lines).encode("utf-8", "replace"), f"multipart/form-data; boundary={boundary}"


CURL = Reader(
    id="curl-command",
    title="a curl command, with the answer below it",
    scope=Scope.START,
    find=find_curl,
    good=lambda: (
        Sample("a command", COMMAND, (PieceKind.REQUEST,)),
        Sample("a command behind a prompt, with its answer", f'$ {COMMAND}\n{{"error":"invalid_client"}}', (PieceKind.EXCHANGE,)),
        Sample("fields of Apple's at another host", "curl https://proxy.example.com/x -d client_secret=s", (PieceKind.REQUEST,)),
    ),
    bad=lambda: (
        Sample("a sentence about curl", "I tried it with curl as well."),
        Sample("another program", "wget https://appleid.apple.com/auth/token"),
    ),
)
