"""Bytes that people are known to sign instead of the `header.payload` in the token."""

from __future__ import annotations

import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any

from siwakit.jose import base64url
from siwakit.jose.jws import Jws

MAX_VARIANTS = 36
_MAX_DIGITS = 20
_Writer = Callable[[Any], str]


def other_bytes(jws: Jws) -> Iterator[tuple[str, bytes]]:
    """Yield each variant once, with a few words that complete "it was made over …"."""
    seen = {jws.signing_input}
    for words, data in islice(_variants(jws), 2 * MAX_VARIANTS):
        if data not in seen and len(seen) <= MAX_VARIANTS:
            seen.add(data)
            yield words, data


def _variants(jws: Jws) -> Iterator[tuple[str, bytes]]:
    signing_input = jws.signing_input
    first, _, second = signing_input.partition(b".")
    header, payload = _bytes_of(first), jws.payload
    if header is not None and payload is not None:
        yield "the decoded JSON of header and payload", header + b"." + payload
        yield "the decoded JSON of header and payload, without the dot", header + payload
        yield "only the decoded JSON of the payload", payload
        yield "only the decoded JSON of the header", header
        yield "the segments with their padding", urlsafe_b64encode(header) + b"." + urlsafe_b64encode(payload)
        yield "the segments in ordinary base64", b64encode(header) + b"." + b64encode(payload)
        yield (
            "the segments in ordinary base64 without padding",
            b64encode(header).rstrip(b"=") + b"." + b64encode(payload).rstrip(b"="),
        )
    yield "the payload segment, without the header", second
    yield "only the header segment", first
    yield "the segments without the dot between them", first + second
    yield "the segments with a line break at the end", signing_input + b"\n"
    yield "the segments with a dot at the end", signing_input + b"."
    yield "the segments in quotes", b'"' + signing_input + b'"'
    yield "the segments in UTF-16", signing_input.decode("utf-8", "replace").encode("utf-16-le")
    if jws.header is not None and jws.claims is not None:
        yield from _rewritten(jws.header, jws.claims, first, second)


def _rewritten(header: Mapping[str, Any], claims: Mapping[str, Any], first: bytes, second: bytes) -> Iterator[tuple[str, bytes]]:
    for words, write in _WRITERS:
        yield f"the same JSON {words}", _segment(write(header)) + b"." + _segment(write(claims))
        yield f"the same payload {words}", first + b"." + _segment(write(claims))
    for words, other in _other_headers(header):
        yield words, _segment(_compact(other)) + b"." + second
    for words, convert in (("strings", _numbers_as_text), ("numbers", _text_as_numbers), ("integers", _whole_numbers)):
        changed = {name: convert(value) for name, value in claims.items()}
        yield f"the same claims with their times as {words}", first + b"." + _segment(_compact(changed))


def _other_headers(header: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    without_typ = {name: value for name, value in header.items() if name != "typ"}
    yield "a header without typ", without_typ
    yield "a header with typ at the end", without_typ | {"typ": "JWT"}
    yield "a header with typ in front", {"typ": "JWT"} | without_typ
    yield "a header without kid", {name: value for name, value in header.items() if name != "kid"}


def _bytes_of(segment: bytes) -> bytes | None:
    return base64url.decode_loosely(segment.decode("utf-8", "replace"))


def _segment(text: str) -> bytes:
    return base64url.encode(text.encode("utf-8", "surrogatepass")).encode("ascii")


def _compact(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def _numbers_as_text(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _text_as_numbers(value: Any) -> Any:
    return int(value) if isinstance(value, str) and len(value) <= _MAX_DIGITS and value.isascii() and value.isdigit() else value


def _whole_numbers(value: Any) -> Any:
    return int(value) if isinstance(value, float) else value


_WRITERS: tuple[tuple[str, _Writer], ...] = (
    ("without spaces", _compact),
    ("with spaces after its commas and colons", lambda value: json.dumps(value, ensure_ascii=False)),
    ("pretty-printed with two spaces", lambda value: json.dumps(value, indent=2, ensure_ascii=False)),
    ("pretty-printed with four spaces", lambda value: json.dumps(value, indent=4, ensure_ascii=False)),
    ("with its members sorted", lambda value: json.dumps(value, separators=(",", ":"), ensure_ascii=False, sort_keys=True)),
    ("with its slashes escaped", lambda value: _compact(value).replace("/", "\\/")),
)
