"""The summary of a log as text or JSON: failures by root cause, the most frequent first, each with an example."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from siwakit.escape import visible, visible_json
from siwakit.evidence.showing.quoted import quoted
from siwakit.flow.logs.summary import Fate, Group, GroupKey, GroupKind, Tally
from siwakit.record import record
from siwakit.render.logs.causes import advice_lines, counted, date, fix_of, group_title, proof_of, sized, when
from siwakit.render.logs.log_example import write_example
from siwakit.render.logs.sparkline import WIDTH, Sparks, axis_words, mark_line, sparkline
from siwakit.render.logs.time_axis import Window, find_window
from siwakit.render.paint import Paint
from siwakit.render.report.verdict import EXIT_MEANINGS
from siwakit.render.wrapping import wrapped

VERSION = 1
SCHEMA = "urn:siwakit:summary:1"
FileCount = tuple[str, int, int]
_INDENT = " " * 10


def exit_code(tally: Tally) -> int:
    """Return 1 if a root cause was found, 3 if Apple refused for no visible reason or the log has nothing to judge, else 0."""
    if tally.has_root:
        return 1
    return 3 if tally.groups or not tally.records else 0


def render_summary(
    files: Sequence[FileCount],
    tally: Tally,
    *,
    colour: bool,
    width: int = 80,
    show_secrets: bool = False,
    sparks: Sparks | None = None,
) -> str:
    """Return the summary as text; each of *files* is a name, its lines and its bytes. *sparks* are for a terminal."""
    paint, names = Paint(colour), [name for name, _, _ in files]
    drawn = _Drawn.of(tally, sparks)
    lines = [*_write_head(files, tally, width), ""]
    for key, group in tally.ranked:
        lines += [*_write_group(key, group, paint, width), *(drawn.lines(group, paint) if drawn else ())]
        lines += [*_write_example(group, names, show_secrets=show_secrets), ""]
    notes = [*(drawn.notes(width) if drawn else ()), *_write_notes(tally, width)]
    return "\n".join([*lines, *notes]).rstrip("\n") + "\n"


def render_summary_json(files: Sequence[FileCount], tally: Tally, *, show_secrets: bool = False) -> str:
    """Return the summary as a JSON document of version 1."""
    names, code = [name for name, _, _ in files], exit_code(tally)
    document = {
        "schema": SCHEMA,
        "version": VERSION,
        "exit_code": code,
        "exit_meaning": EXIT_MEANINGS[code],
        "files": [{"name": visible(name), "lines": lines, "bytes": size} for name, lines, size in files],
        "lines": tally.lines,
        "cut_lines": tally.cut,
        "records": tally.records,
        "refused": tally.refused,
        "accepted": tally.outcomes.accepted_count,
        "other_providers": tally.count(Fate.ANOTHER_PROVIDER),
        "nothing_wrong": tally.count(Fate.SOUND),
        "not_readable": tally.count(Fate.UNREADABLE),
        "outside_period": tally.count(Fate.OUTSIDE),
        "without_time": tally.count(Fate.NO_TIME),
        "groups": [_group(key, group, names, show_secrets=show_secrets) for key, group in tally.ranked],
    }
    return visible_json(json.dumps(document, indent=2)) + "\n"


@record
class _Drawn:
    """Sparklines on the axis of time that all groups share."""

    window: Window
    sparks: Sparks

    @classmethod
    def of(cls, tally: Tally, sparks: Sparks | None) -> _Drawn | None:
        """Return how to draw the groups of *tally*, or None if there is nothing to draw."""
        found = [group.times for _, group in tally.groups]
        window = find_window(found, WIDTH, [mark.at for mark in sparks.marks]) if sparks else None
        return cls(window, sparks) if window and sparks else None

    def lines(self, group: Group, paint: Paint) -> Iterator[str]:
        bars = sparkline(group.times, self.window, is_ascii=self.sparks.is_ascii)
        if bars:
            yield _INDENT + paint("blue", bars[: len(self.window.starts)]) + bars[len(self.window.starts) :]
            marks = mark_line(self.sparks.marks, self.window)
            if marks:
                yield _INDENT + marks

    def notes(self, width: int) -> Iterator[str]:
        yield from wrapped(axis_words(self.window), width)
        for number, mark in enumerate(self.sparks.marks, 1):
            yield from wrapped(f"{number}: {visible(mark.name)}, {date(mark.at)}", width)


def _write_head(files: Sequence[FileCount], tally: Tally, width: int) -> list[str]:
    where = visible(files[0][0]) if len(files) == 1 else f"{len(files)} files"
    size = sum(size for _, _, size in files)
    records = tally.records - tally.count(Fate.ANOTHER_PROVIDER)
    said = f"{where}: {counted(tally.lines, 'line')}, {sized(size)}; {counted(records, 'record')} of Sign in with Apple"
    return wrapped(f"{said}, {tally.refused:,} of them {'a refusal' if tally.refused == 1 else 'refusals'}.", width)


def _write_group(key: GroupKey, group: Group, paint: Paint, width: int) -> Iterator[str]:
    head = wrapped(visible(group_title(key)), width, _INDENT, f"{group.count:>8,}  ")
    yield paint("red" if key.kind is GroupKind.RULE else "yellow", head[0])
    yield from head[1:]
    for sentence in advice_lines(key):
        yield from wrapped(sentence, width, _INDENT + "  ", _INDENT)
    yield from wrapped(when(group), width, _INDENT + "  ", _INDENT)


def _write_example(group: Group, names: list[str], *, show_secrets: bool) -> Iterator[str]:
    place = f"{visible(names[group.example.file])}:{group.example.line + 1}"
    yield f"{_INDENT}{place}: {write_example(group.example.text, show_secrets=show_secrets)}"


def _write_notes(tally: Tally, width: int) -> Iterator[str]:
    notes = {
        "From other providers, not judged": tally.count(Fate.ANOTHER_PROVIDER),
        "No mistake visible": tally.count(Fate.SOUND),
        "Over a limit, not judged": tally.count(Fate.UNREADABLE),
        "Outside the period, not counted": tally.count(Fate.OUTSIDE),
        "Without a time, so not in any period": tally.count(Fate.NO_TIME),
    }
    for words, count in notes.items():
        if count:
            yield from wrapped(f"{words}: {counted(count, 'record')}.", width)
    if tally.cut:
        yield from wrapped(f"Longer than 1 MiB, read only up to there: {counted(tally.cut, 'line')}.", width)
    if not tally.records:
        yield from wrapped("It contains nothing about Sign in with Apple: no answer, no request, no token.", width)


def _group(key: GroupKey, group: Group, names: list[str], *, show_secrets: bool) -> dict[str, Any]:
    return {
        "kind": key.kind.name.lower(),
        "rule": key.name if key.kind is GroupKind.RULE else None,
        "error": key.name if key.kind is GroupKind.ANSWER else None,
        "description": visible(quoted(key.description)) or None,
        "status": int(key.name) if key.kind is GroupKind.STATUS else None,
        "title": group_title(key),
        "fix": fix_of(key),
        "proves": proof_of(key),
        "count": group.count,
        "undated": group.undated,
        "first": group.first,
        "last": group.last,
        "example": {
            "file": visible(names[group.example.file]),
            "line": group.example.line + 1,
            "text": write_example(group.example.text, show_secrets=show_secrets),
        },
    }
