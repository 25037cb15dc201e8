"""`siwakit decode`: a JWT, shown claim by claim but not judged. It starts fast, because it loads neither the rules nor cryptography."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from siwakit.errors import NotReadable
from siwakit.escape import visible
from siwakit.evidence.showing.redact import redacted, sealed
from siwakit.jose import jws
from siwakit.jose.jws import Fault, Jws
from siwakit.render.claims import meaning, token_kind
from siwakit.render.moments import TIME_CLAIMS, moment
from siwakit.render.wrapping import cut, wrapped

WIDTH = 80
_QUOTES = "\"'`\u2018\u2019\u201c\u201d"
_SCHEMES = ("bearer ", "jwt ")
_LONGEST_VALUE = 64
_ES256_BYTES = 64
_RSA_BYTES = (256, 384, 512)
_DER_SEQUENCE = 0x30
_OUTLINES = {2: "the signature segment is missing", 5: "five segments: an encrypted token (JWE), which Apple neither accepts nor sends"}


def decode_text(token_text: str, now: int | None) -> str:
    """Return *token_text* explained member by member, seen from *now*.

    Raises:
        NotReadable: not a JWT, not even a damaged one.
        TooLarge: more than 16 KiB.
    """
    text = without_wrapping(token_text)
    token, outline = _split(text)
    if token.header is None and token.claims is None:
        raise NotReadable(
            f"this is not a JWT: {sealed('text', text)}; {_fault_line(token.faults[0])}" if token.faults else "this is not a JWT",
            hint="pass the client_secret or the identity token itself: three segments separated by dots, the first starting with ey",
        )
    kind, because = token_kind(token.header or {}, token.claims or {})
    lines = [kind, *_prose(because, "  "), ""]
    lines += [*_members("header", token.header, kind, now), "", *_members("payload", token.claims, kind, now)]
    lines += ["", *_signature(token)]
    faults = [*((outline,) if outline else ()), *(_fault_line(fault) for fault in token.faults)]
    if faults:
        lines += ["", "faults", *(line for fault in faults for line in _prose(fault, "  "))]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def without_wrapping(token_text: str) -> str:
    """Return *token_text* without the quotes, whitespace and scheme that are often copied with it."""
    text = "".join(token_text.split("\n")).replace("\r", "").strip()
    text = text.strip(_QUOTES + ",;").strip()
    for scheme in _SCHEMES:
        if text.lower().startswith(scheme):
            text = text[len(scheme) :].strip()
    return text


def _split(text: str) -> tuple[Jws, str | None]:
    segments = text.split(".")
    outline = _OUTLINES.get(len(segments))
    if outline and text.startswith("ey"):
        return jws.read(".".join((segments[0], segments[1] if len(segments) == 2 else "", ""))), outline  # noqa: PLR2004  header and payload
    try:
        return jws.read(text), None
    except ValueError:
        raise NotReadable(
            f"this is not a JWT: {sealed('text', text)}, {len(segments)} segment{'s' if len(segments) != 1 else ''} instead of 3",
            hint="pass the client_secret or the identity token itself: three segments separated by dots, the first starting with ey",
        ) from None


def _members(title: str, members: Mapping[str, Any] | None, kind: str, now: int | None) -> Iterator[str]:
    yield title
    if members is None:
        yield "  (cannot be read)"
        return
    if not members:
        yield "  (empty)"
    names = {name: cut(visible(redacted(name)), 24) for name in members}
    column = max((len(name) for name in names.values()), default=0) + 4
    for name, value in members.items():
        yield f"  {names[name]}".ljust(column) + _value(value, WIDTH - column)
        description = _describe(name, value, meaning(name, title, kind), now)
        yield from _prose(description, " " * column) if description else ()


def _describe(name: str, value: Any, description: str, now: int | None) -> str:
    if name in TIME_CLAIMS:
        return f"{description}: {moment(value, now)}" if description else moment(value, now)
    return description


def _value(value: Any, room: int) -> str:
    return cut(visible(redacted(json.dumps(value, ensure_ascii=False))), min(room, _LONGEST_VALUE))


def _signature(token: Jws) -> Iterator[str]:
    yield "signature"
    segment = token.segments[2]
    data = token.signature
    if not segment:
        yield "  none"
    elif data is None:
        yield f"  {len(segment)} characters that are not base64url"
    else:
        yield f"  {len(data)} bytes: {_shape(data)}"
        yield "  not verified here: `siwakit doctor` verifies it with your key"


def _shape(data: bytes) -> str:
    if len(data) == _ES256_BYTES:
        return "the length of ES256 (r and s, 32 bytes each)"
    if len(data) > 1 and data[0] == _DER_SEQUENCE and len(data) == data[1] + 2:
        return "looks like DER, but ES256 needs 64 raw bytes"
    return "the length of an RSA signature" if len(data) in _RSA_BYTES else "not the length of ES256 (64 bytes)"


def _fault_line(fault: Fault) -> str:
    return visible(redacted(f"{fault.segment}, character {fault.position}: {fault.kind.value}: {fault.detail}"))


def _prose(text: str, indent: str) -> list[str]:
    return wrapped(text, WIDTH, indent)
