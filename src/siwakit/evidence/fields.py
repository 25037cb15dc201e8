"""Read the fields of a request from wherever the developer put them: body, query, JSON, multipart, Authorization.

The request is judged by what was meant; a field in the wrong place is a mistake with a rule of its own.
"""

from __future__ import annotations

from base64 import b64decode
from dataclasses import field
from urllib.parse import unquote_plus

from siwakit.evidence.form_fields import FormField, read_form, read_json_fields, read_multipart
from siwakit.http import Request, header_values, media_type
from siwakit.record import record

_JSON_STARTS = ("{", "[")


@record
class Fields:
    """Every field of one request, in the order it was written."""

    every: tuple[FormField, ...]
    _first: dict[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the fields by name, because the rules look them up repeatedly."""
        first: dict[str, str] = {}
        for one in self.every:
            first.setdefault(one.name, one.value)
        self._first = first  # type: ignore[misc]  # not set again

    def all(self, name: str) -> tuple[FormField, ...]:
        """Return each field of this *name*."""
        return tuple(one for one in self.every if one.name == name)

    def get(self, name: str) -> str | None:
        """Return the first value of the field *name*, or None; one that is empty is a value."""
        return self._first.get(name)

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names, each once, in order."""
        return tuple(self._first)

    @property
    def has_repeats(self) -> bool:
        """Return whether a name is in the request more than once."""
        return len(self._first) < len(self.every)


def read_fields(request: Request) -> Fields:
    """Return every field of *request*; a body that cannot be read has none."""
    return Fields((*_in_body(request), *_in_query(request), *_in_basic(request)))


def body_is_json(request: Request) -> bool:
    """Return whether the body is a JSON document, whatever its media type says."""
    return request.body.lstrip()[:1] in {b"{", b"["} and bool(read_json_fields(request.text) or request.text.strip() in {"{}", "[]"})


def _in_body(request: Request) -> tuple[FormField, ...]:
    kind = media_type(request.headers)
    if kind == "multipart/form-data":
        content_type = header_values(request.headers, "content-type")[-1]
        return read_multipart(content_type, request.body)
    text = request.text
    if text.lstrip().startswith(_JSON_STARTS):
        return read_json_fields(text)
    return read_form(text.rstrip("\r\n")).fields


def _in_query(request: Request) -> tuple[FormField, ...]:
    return tuple(FormField(one.name, one.value, one.raw, "query") for one in read_form(request.query).fields)


def _in_basic(request: Request) -> tuple[FormField, ...]:
    value = request.header("authorization") or ""
    scheme, _, credentials = value.partition(" ")
    if scheme.lower() != "basic":
        return ()
    try:
        text = b64decode(credentials.strip(), validate=False).decode("utf-8")
    except ValueError:
        return ()
    name, colon, password = text.partition(":")
    if not colon:
        return ()
    pairs = (("client_id", name), ("client_secret", password))
    return tuple(FormField(key, unquote_plus(raw), raw, "basic") for key, raw in pairs)
