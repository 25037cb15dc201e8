"""The summary of a log as text or JSON: failures by root cause, the most frequent first, each with an example."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from siwakit.escape import visible, visible_json
from siwakit.evidence.dates import calendar_date
from siwakit.evidence.join import join
from siwakit.evidence.pieces import Piece, PieceKind
from siwakit.evidence.showing.quoted import quoted
from siwakit.flow.logs.summary import Fate, Group, GroupKey, GroupKind, Tally
from siwakit.http import Response
from siwakit.judge.answers import read_proof
from siwakit.render.logs.log_example import write_example
from siwakit.render.paint import Paint
from siwakit.render.report.verdict import EXIT_MEANINGS
from siwakit.render.wrapping import wrapped
from siwakit.rules.catalogue import BY_ID

VERSION = 1
SCHEMA = "urn:siwakit:summary:1"
FileCount = tuple[str, int, int]
_INDENT = " " * 10


def exit_code(tally: Tally) -> int:
    """Return 1 if a root cause was found, 3 if Apple refused for no visible reason or the log has nothing to judge, else 0."""
    if tally.has_root:
        return 1
    return 3 if tally.groups or not tally.records else 0


def render_summary(files: Sequence[FileCount], tally: Tally, *, colour: bool, width: int = 80, show_secrets: bool = False) -> str:
    """Return the summary as text; each of *files* is a name, its lines and its bytes."""
    paint, names = Paint(colour), [name for name, _, _ in files]
    lines = [*_write_head(files, tally, width), ""]
    for key, group in tally.ranked:
        lines += [*_write_group(key, group, paint, width), *_write_example(group, names, show_secrets=show_secrets), ""]
    return "\n".join([*lines, *_write_notes(tally, width)]).rstrip("\n") + "\n"


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
        "other_providers": tally.count(Fate.ANOTHER_PROVIDER),
        "nothing_wrong": tally.count(Fate.SOUND),
        "not_readable": tally.count(Fate.UNREADABLE),
        "groups": [_group(key, group, names, show_secrets=show_secrets) for key, group in tally.ranked],
    }
    return visible_json(json.dumps(document, indent=2)) + "\n"


def group_title(key: GroupKey) -> str:
    """Return what the records of a group have in common, as a phrase."""
    if key.kind is GroupKind.RULE:
        return BY_ID[key.name].title
    if key.kind is GroupKind.STATUS:
        return f"Apple answered HTTP {key.name}; the log contains neither the body nor the request"
    said = f"{key.name}: {quoted(key.description)}" if key.description else key.name
    return f"Apple answered {said}; the log contains no request to judge"


def _write_head(files: Sequence[FileCount], tally: Tally, width: int) -> list[str]:
    where = visible(files[0][0]) if len(files) == 1 else f"{len(files)} files"
    size = sum(size for _, _, size in files)
    records = tally.records - tally.count(Fate.ANOTHER_PROVIDER)
    said = f"{where}: {_counted(tally.lines, 'line')}, {_sized(size)}; {_counted(records, 'record')} of Sign in with Apple"
    return wrapped(f"{said}, {tally.refused:,} of them {'a refusal' if tally.refused == 1 else 'refusals'}.", width)


def _write_group(key: GroupKey, group: Group, paint: Paint, width: int) -> Iterator[str]:
    head = wrapped(visible(group_title(key)), width, _INDENT, f"{group.count:>8,}  ")
    yield paint("red" if key.kind is GroupKind.RULE else "yellow", head[0])
    yield from head[1:]
    for sentence in _rule_lines(key) if key.kind is GroupKind.RULE else _proof_lines(key):
        yield from wrapped(sentence, width, _INDENT + "  ", _INDENT)
    yield from wrapped(_when(group), width, _INDENT + "  ", _INDENT)


def _write_example(group: Group, names: list[str], *, show_secrets: bool) -> Iterator[str]:
    place = f"{visible(names[group.example.file])}:{group.example.line + 1}"
    yield f"{_INDENT}{place}: {write_example(group.example.text, show_secrets=show_secrets)}"


def _rule_lines(key: GroupKey) -> Iterator[str]:
    yield f"fix: {BY_ID[key.name].fix}"
    yield f"rule {key.name}, `siwakit explain {key.name}`"


def _proof_lines(key: GroupKey) -> Iterator[str]:
    proves = _proves(key)
    if proves:
        yield f"proves: {proves}"
    yield "next: run `siwakit doctor` on the failing request, or log the request"


def _proves(key: GroupKey) -> str | None:
    if key.kind is not GroupKind.ANSWER:
        return None
    body = json.dumps({"error": key.name} | ({"error_description": key.description} if key.description else {})).encode()
    proof = read_proof(join((Piece(PieceKind.RESPONSE, Response(None, (), b"<html>" if " " in key.name else body)),)))
    return proof.proves if proof else None


def _when(group: Group) -> str:
    if group.first is None or group.last is None:
        return "when: the log does not say"
    undated = f", {group.undated:,} without a time" if group.undated else ""
    if group.first == group.last:
        return f"when: {_date(group.first)}{undated}"
    return f"first: {_date(group.first)}, last: {_date(group.last)}{undated}"


def _date(seconds: int) -> str:
    return calendar_date(seconds) or "outside any calendar"


def _write_notes(tally: Tally, width: int) -> Iterator[str]:
    notes = {
        "From other providers, not judged": tally.count(Fate.ANOTHER_PROVIDER),
        "No mistake visible": tally.count(Fate.SOUND),
        "Over a limit, not judged": tally.count(Fate.UNREADABLE),
    }
    for words, count in notes.items():
        if count:
            yield from wrapped(f"{words}: {_counted(count, 'record')}.", width)
    if tally.cut:
        yield from wrapped(f"Longer than 1 MiB, read only up to there: {_counted(tally.cut, 'line')}.", width)
    if not tally.records:
        yield from wrapped("It contains nothing about Sign in with Apple: no answer, no request, no token.", width)


def _group(key: GroupKey, group: Group, names: list[str], *, show_secrets: bool) -> dict[str, Any]:
    rule = BY_ID[key.name] if key.kind is GroupKind.RULE else None
    return {
        "kind": key.kind.name.lower(),
        "rule": rule.id if rule else None,
        "error": key.name if key.kind is GroupKind.ANSWER else None,
        "description": visible(quoted(key.description)) or None,
        "status": int(key.name) if key.kind is GroupKind.STATUS else None,
        "title": group_title(key),
        "fix": rule.fix if rule else None,
        "proves": _proves(key),
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


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _sized(size: int) -> str:
    return f"{size / 1e6:,.1f} MB" if size >= 100_000 else f"{size / 1e3:,.1f} kB"  # noqa: PLR2004  smaller files are clearer in kB
