"""The portal's actions as data: one table for the management API, its OpenAPI document and the forms of the pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from enum import Enum
from typing import Any

from siwakit.emulator.app import Emulator
from siwakit.emulator.portal.labels import label_of
from siwakit.emulator.state.storage import R
from siwakit.emulator.state.world import Client, SigningKey, Team, User
from siwakit.errors import SiwakitError
from siwakit.patterns import pattern
from siwakit.record import record

MAX_TEXT = 2000
MAX_LINES = 200
MAX_COUNT = 10**12
_COUNT = pattern(r"-?[0-9]{1,13}")


class PortalRefused(SiwakitError):
    """Request that the portal refuses, with the status of its answer; *field* is the one whose value is refused."""

    code = "portal-refused"

    def __init__(self, message: str, *, status: int = 400, hint: str = "", rule: str | None = None, field: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.status = status
        self.rule = rule
        self.field = field


@record
class ActionContext:
    """The emulator and its time, which every action works on."""

    emulator: Emulator
    now: int


_MISSING: dict[type, tuple[str, str]] = {
    Client: ("there is no such identifier", "create it first"),
    SigningKey: ("there is no such key", ""),
    Team: ("there is no such team", "create it first"),
    User: ("there is no such user", ""),
}


def find_row(context: ActionContext, kind: type[R], key: str) -> R:
    """Return the row of *kind* with this *key*.

    Raises:
        PortalRefused: there is no such row.
    """
    row = context.emulator.store.get(kind, key)
    if row is None:
        message, hint = _MISSING[kind]
        raise PortalRefused(message, status=404, hint=hint)
    return row


class FieldKind(Enum):
    """Type of a value that an action takes."""

    TEXT = "string"
    LINES = "array"
    FLAG = "boolean"
    COUNT = "integer"


@record
class Field:
    """Value that an action takes; *options* are the choices in a form, *default* applies if nothing is given."""

    name: str
    about: str
    kind: FieldKind = FieldKind.TEXT
    is_required: bool = False
    default: Any = None
    options: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Return the words that a form shows for it."""
        return label_of(self.name)


Given = Mapping[str, Any]
Do = Callable[[ActionContext, Given], Any]


@record
class Action:
    """Action of the portal: *path* has its parameters in braces, *answers* is the kind of row that the answer contains.

    *page* is where the form redirects to afterwards; without one there is no form.
    """

    name: str
    method: str
    path: str
    summary: str
    do: Do
    fields: tuple[Field, ...] = ()
    answers: type | None = None
    is_list: bool = False
    status: int = 200
    page: str | None = None

    @property
    def parameters(self) -> tuple[str, ...]:
        """Return the names of the parameters in the path."""
        return tuple(part[1:-1] for part in self.path.split("/") if part.startswith("{"))

    def match(self, path: str) -> dict[str, str] | None:
        """Return the parameters in *path*, whose decoded segments are joined by line feeds, or None if it does not match."""
        segments, template = path.split("\n"), self.path.strip("/").split("/")
        if len(segments) != len(template):
            return None
        pairs = list(zip(template, segments, strict=True))
        if any(not name.startswith("{") and name != segment for name, segment in pairs):
            return None
        return {name[1:-1]: segment for name, segment in pairs if name.startswith("{")}


@contextmanager
def blaming(field: str) -> Iterator[None]:
    """Turn an error inside into a refusal of the value of *field*, unless it already names one.

    Raises:
        PortalRefused: something inside was refused.
    """
    try:
        yield
    except PortalRefused as refused:
        refused.field = refused.field or field
        raise
    except SiwakitError as refused:
        raise PortalRefused(refused.message, hint=refused.hint, field=field) from refused


def read_json_fields(action: Action, members: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that *members* of a JSON body give to *action*.

    Raises:
        PortalRefused: a member that is unknown, missing, or of another kind.
    """
    known = {field.name: field for field in action.fields}
    unknown = sorted(set(members) - set(known))
    if unknown:
        raise PortalRefused(f'{action.name} has no member "{unknown[0][:80]}"', hint=f"its members are {', '.join(known) or 'none'}")
    for name, value in members.items():
        _check(known[name], value)
    missing = next((field.name for field in action.fields if field.is_required and not members.get(field.name)), None)
    if missing:
        raise PortalRefused(f"{action.name} needs {missing}", hint=known[missing].about, field=missing)
    return {name: value for name, value in members.items() if value is not None}


def read_form_fields(action: Action, form: Mapping[str, str]) -> dict[str, Any]:
    """Return the values that a filled *form* gives to *action*; an empty field counts as left out, unless the action changes something.

    Raises:
        PortalRefused: as `read_json_fields`.
    """
    read: dict[str, Any] = {}
    for field in action.fields:
        text = form.get(field.name, "").strip()
        match field.kind:
            case FieldKind.FLAG:
                read[field.name] = text == "on"
            case FieldKind.LINES if field.name in form:
                read[field.name] = split_lines(form[field.name])
            case FieldKind.COUNT if text:
                read[field.name] = int(text) if _COUNT.fullmatch(text) else text
            case _ if text or (field.name in form and action.method == "PATCH"):
                read[field.name] = text
    return read_json_fields(action, read)


def split_lines(text: str) -> list[str]:
    """Return the lines of a text box that are not blank.

    Only line breaks end a line, and only spaces and tabs are removed: any other control character stays, to be refused.
    """
    return [line.strip(" \t") for line in re.split(r"\r\n|\r|\n", text) if line.strip(" \t")]


def _check(field: Field, value: Any) -> None:
    match field.kind:
        case FieldKind.TEXT:
            is_valid = isinstance(value, str) and len(value) <= MAX_TEXT
        case FieldKind.LINES:
            is_valid = isinstance(value, list) and len(value) <= MAX_LINES and all(isinstance(line, str) and len(line) <= MAX_TEXT for line in value)
        case FieldKind.FLAG:
            is_valid = isinstance(value, bool)
        case _:
            is_valid = isinstance(value, int) and not isinstance(value, bool) and abs(value) <= MAX_COUNT
    if not is_valid and value is not None:
        raise PortalRefused(f"{field.name} is of the wrong kind or too long, expected {field.kind.value}", hint=field.about, field=field.name)
    if field.options and field.kind is FieldKind.TEXT and value not in {None, "", *field.options}:
        raise PortalRefused(f"{field.name} has a value that it cannot have", hint=f"use one of {', '.join(field.options)}", field=field.name)
