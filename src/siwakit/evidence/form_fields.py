"""Read the fields of a body: a form, multipart, JSON, or the list that Postman and browsers show.

No reader here fails: a body that cannot be read has no fields, and damage is reported beside what was read.
"""

from __future__ import annotations

import json
import re
from dataclasses import field
from itertools import islice
from typing import Any
from urllib.parse import quote, unquote

from siwakit.errors import JsonFault
from siwakit.jose import strictjson
from siwakit.patterns import pattern
from siwakit.record import record

MAX_FIELDS = 1000
_STEP = 16 * 1024
_ESCAPES = re.compile(rb"(?:%[0-9A-Fa-f]{2})++")
_SEGMENT = pattern(r"[^&]+")
_BAD_ESCAPE = pattern(r"%(?![0-9A-Fa-f]{2})")
_LISTED = pattern(r"(?P<name>[A-Za-z_][\w.\[\]-]{0,60})[^\S\n]*(?P<sign>[:=\t])[^\S\n]*(?P<value>[^\n]{0,65536})")
_NEXT_FIELD = pattern(r"&[A-Za-z_]{1,40}=")
_ENCODED_ADDRESS = pattern(r"https?%3a%2f%2f", re.IGNORECASE)
_NAME_IN_SOURCE = pattern(r"[a-z]{1,40}[A-Z_]\w{0,40}")
_IN_QUOTES = pattern(r"([\"'`])(?P<text>.*)\1,?")
_SWITCHED_OFF = pattern(r"(?://|#)")
_BOUNDARY = pattern(r";\s*boundary=(?:\"([^\"]{1,200})\"|([^\s;]{1,200}))", re.IGNORECASE)
_PART_NAME = pattern(r";[^\S\n]*name=(?:\"((?:[^\"\\\r\n]|\\.){0,200})\"|([^\s;]{1,200}))", re.IGNORECASE)
_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")


@record
class FormField:
    """One field of a request: its value as meant, *raw* as it was written, and where it was (body, query, basic, json, multipart)."""

    name: str
    value: str = field(repr=False)
    raw: str = field(repr=False)
    place: str = "body"


@record
class FormFault:
    """Damage in a form; *position* counts characters from 0."""

    position: int
    detail: str


@record
class FormReading:
    """Fields in the order they were written, and faults in the encoding."""

    fields: tuple[FormField, ...] = ()
    faults: tuple[FormFault, ...] = ()

    def get(self, name: str) -> str | None:
        """Return the first value of the field *name*, or None."""
        return next((one.value for one in self.fields if one.name == name), None)


def read_form(text: str) -> FormReading:
    """Return the fields of an `application/x-www-form-urlencoded` text; fields beyond the first 1,000 are a fault."""
    if not text:
        return FormReading()
    fields: list[FormField] = []
    faults = [FormFault(found.start(), "a percent sign without two hexadecimal digits") for found in islice(_BAD_ESCAPE.finditer(text), MAX_FIELDS)]
    for found in _SEGMENT.finditer(text):
        if len(fields) == MAX_FIELDS:
            faults.append(FormFault(found.start(), f"more than {MAX_FIELDS} fields"))
            break
        segment = found.group()
        name, _, raw = segment.partition("=")
        (said, is_named), (value, is_text) = _decode(name), _decode(raw)
        fields.append(FormField(said, value, raw))
        if not is_named or not is_text:
            faults.append(FormFault(found.start(), "bytes that are not UTF-8"))
    return FormReading(tuple(fields), tuple(sorted(faults[:MAX_FIELDS], key=lambda fault: fault.position)))


def read_json_fields(text: str) -> tuple[FormField, ...]:
    """Return the members of a JSON object: text as it is, anything else as JSON; nothing if it is not an object."""
    try:
        value = strictjson.read(text.strip("\ufeff \t\r\n")).value
    except JsonFault:
        return ()
    return tuple(_json_field(name, member) for name, member in value.items()) if isinstance(value, dict) else ()


def read_multipart(content_type: str, body: bytes) -> tuple[FormField, ...]:
    """Return the parts of a `multipart/form-data` body, at most 1,000; nothing without a boundary."""
    found = _BOUNDARY.search(content_type)
    if not found:
        return ()
    boundary = b"--" + (found.group(1) or found.group(2)).encode("utf-8", "replace")
    parts = (_read_part(part) for part in body.split(boundary, MAX_FIELDS)[1:])
    return tuple(part for part in parts if part)


def read_listing(text: str) -> FormReading:
    """Return the fields of a list, `name: value` or `name=value` on each line; nothing if a line is neither.

    That is Postman's bulk edit and a browser's view of form data, which show each value before it is encoded. A line after
    `//` or `#` is disabled. Lines of source code contain texts in quotes; if names are beside them, nothing is read.
    """
    pairs: list[tuple[str, str]] = []
    for line in text.split("\n")[:MAX_FIELDS]:
        bare = line.strip()
        if not bare or _SWITCHED_OFF.match(bare):
            continue
        found = _LISTED.fullmatch(bare)
        # Complete forms below each other are not a list of fields.
        if not found or (found["sign"] == "=" and _NEXT_FIELD.search(found["value"])):
            return FormReading()
        is_encoded = found["sign"] == "=" and _ENCODED_ADDRESS.match(found["value"])
        pairs.append((found["name"], unquote(found["value"]) if is_encoded else found["value"]))
    if _is_source([value for _, value in pairs]):
        texts = [(name, _IN_QUOTES.fullmatch(value)) for name, value in pairs]
        pairs = [(name, text["text"]) for name, text in texts if text] if all(text for _, text in texts) else []
    return FormReading(tuple(unsent_field(name, value) for name, value in pairs))


def _is_source(values: list[str]) -> bool:
    """Return whether these are lines of source code: they end in commas, or have names beside quoted texts."""
    if any(value.endswith(",") for value in values):
        return True
    return any(_IN_QUOTES.fullmatch(value) for value in values) and any(_NAME_IN_SOURCE.fullmatch(value) for value in values)


def unsent_field(name: str, value: str) -> FormField:
    """Return a field whose value is known, but not how it was encoded when sent."""
    return FormField(name, value, quote(value, safe="", errors="replace"))


def _decode(raw: str) -> tuple[str, bool]:
    """Return the text that *raw* encodes, and whether its bytes were UTF-8."""
    if raw.isascii() and "%" not in raw and "+" not in raw:
        return raw, True
    data = _unquoted(raw.replace("+", " "))
    try:
        return data.decode("utf-8"), True
    except UnicodeDecodeError:
        return data.decode("utf-8", "replace"), False


def _unquoted(raw: str) -> bytes:
    """Return the bytes that *raw* encodes, decoded in steps: decoded at once, a mebibyte of escapes would need a hundred."""
    data = raw.encode("utf-8", "replace")
    if b"%" not in data:
        return data
    made = bytearray()
    position = 0
    while position < len(data):
        end = position + _STEP
        escape = data.find(b"%", end - 2, end)
        end = escape if escape >= 0 else end
        made += _ESCAPES.sub(_read_escapes, data[position:end])
        position = end
    return bytes(made)


def _read_escapes(found: re.Match[bytes]) -> bytes:
    return bytes.fromhex(found.group().replace(b"%", b"").decode("ascii"))


def _json_field(name: str, member: Any) -> FormField:
    text = member if isinstance(member, str) else json.dumps(member, ensure_ascii=False)
    return FormField(name, text, text, "json")


def _read_part(part: bytes) -> FormField | None:
    head, content = (*_END_OF_HEAD.split(part, maxsplit=1), b"")[:2]
    name = _PART_NAME.search(head.decode("utf-8", "replace"))
    if not name:
        return None
    text = content.removesuffix(b"\n").removesuffix(b"\r").decode("utf-8", "replace")
    return FormField(name.group(1) or name.group(2) or "", text, text, "multipart")
