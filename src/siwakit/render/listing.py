"""Listings of members, fields and lines, with carets under the one in question."""

from __future__ import annotations

import json
from collections.abc import Container, Mapping, Sequence
from typing import Any

from siwakit.escape import visible
from siwakit.record import record
from siwakit.render.moments import TIME_CLAIMS, moment
from siwakit.render.wrapping import cut

MISSING = "(missing)"
_CONTEXT = 5
_LONGEST_NAME = 28


@record
class Line:
    """One line of a listing; *mark* is the range to underline with carets."""

    text: str
    mark: tuple[int, int] | None = None


@record
class Place:
    """The name of a place, and the lines that show it."""

    title: str
    lines: tuple[Line, ...] = ()


@record
class Row:
    """A name and a value, both safe to show."""

    name: str
    value: str


def object_lines(members: Mapping[str, Any], name: str, width: int, now: int | None) -> tuple[Line, ...]:
    """Return a JSON object line by line with the member *name* marked, or shown as missing."""
    if name and name not in members and name.partition(".")[0] in members:
        name = name.partition(".")[0]
    lines = [Line("{")]
    last = len(members) - 1
    for number, (key, value) in enumerate(members.items()):
        is_last = number == last and (not name or name in members)
        lines.append(_member(key, value, "" if is_last else ",", name, width, now))
    if name and name not in members:
        head = f'  "{visible(name)}": '
        lines.append(Line(head + MISSING, (len(head), len(head) + len(MISSING))))
    return (*around([*lines, Line("}")]),)


def list_rows(rows: Sequence[Row], name: str, width: int, *, is_open: bool = False, known: Container[str] | None = None) -> tuple[Line, ...]:
    """Return *rows* in two columns with the last row called *name* marked, or shown as missing.

    With *is_open* a missing row is not a mistake and is not shown. If *name* is not in *known*, the name itself is marked.
    """
    shown = [Row(cut(row.name, _LONGEST_NAME), row.value or "(empty)") for row in rows]
    marked = max((number for number, row in enumerate(rows) if row.name == name), default=None)
    if marked is None and name and not is_open:
        shown, marked = [*shown, Row(cut(name, _LONGEST_NAME), MISSING)], len(shown)
    column = max((len(row.name) for row in shown), default=0) + 2
    lines = [Line(row.name.ljust(column) + cut(row.value, width - column)) for row in shown]
    if marked is not None:
        is_known = known is None or shown[marked].name in known
        lines[marked] = Line(lines[marked].text, (column, len(lines[marked].text)) if is_known else (0, len(shown[marked].name)))
    return around(lines)


def around(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return the marked line of *lines* with its neighbours; all lines if none is marked or there are few."""
    marked = next((number for number, line in enumerate(lines) if line.mark), None)
    if len(lines) <= 2 * _CONTEXT + 1:
        return tuple(lines)
    marked = marked or 0
    first, end = max(marked - _CONTEXT, 0), marked + _CONTEXT + 1
    left_out = Line("...")
    return (*((left_out,) if first else ()), *lines[first:end], *((left_out,) if end < len(lines) else ()))


def _member(key: str, value: Any, comma: str, name: str, width: int, now: int | None) -> Line:
    head = f'  "{cut(visible(json.dumps(key, ensure_ascii=False)[1:-1]), _LONGEST_NAME)}": '
    shown = cut(visible(json.dumps(value, ensure_ascii=False)), width - len(head) - 1)
    text = f"{head}{shown}{comma}"
    date = f"  // {moment(value, now)}" if key in TIME_CLAIMS and isinstance(value, int | float) else ""
    mark = (len(head), len(head) + len(shown)) if key == name else None
    return Line(text + date if len(text + date) <= width else text, mark)
