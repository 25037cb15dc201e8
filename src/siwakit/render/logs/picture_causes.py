"""The section of one cause in the picture of a log: its own small chart, when it was seen, how to fix it, and an example."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from siwakit.evidence.dates import span_of
from siwakit.flow.logs.summary import Group, GroupKey, GroupKind
from siwakit.flow.logs.timeline import MINUTE
from siwakit.render.logs.causes import NEXT, counted, date, fix_of, group_title, proof_of
from siwakit.render.logs.chart import Series, small_chart
from siwakit.render.logs.log_example import write_example
from siwakit.render.logs.markup import Child, node
from siwakit.render.logs.time_axis import Window


def cause_section(
    layer: Series,
    key: GroupKey,
    group: Group,
    window: Window | None,
    shown: tuple[str, str],
    *,
    newest: int | None,
    show_secrets: bool,
) -> Element:
    """Return the section of a cause; *shown* is the place of its example, and its share of all failures."""
    place, share = shown
    rows: list[tuple[str, tuple[Child, ...]]] = [("count", (f"{counted(group.count, 'record')}, {share} of all failures",))]
    rows += [(name, (words,)) for name, words in _times(group, newest)]
    rows += list(_advice(key))
    rows.append(("example", (f"{place}", node("code", write_example(group.example.text, show_secrets=show_secrets), class_="example"))))
    parts = [part for name, words in rows for part in (node("dt", name), node("dd", *words))]
    chart = small_chart(layer, window) if window and group.times.counts else None
    heading = node("h3", f"{layer.letter}. ", group_title(key))
    return node("section", heading, chart, node("dl", *parts), id=f"cause-{layer.letter}")


def refusal_words(group: Group, newest: int | None) -> str:
    """Return whether the cause was still seen at the end of the log."""
    if group.last is None or newest is None or newest - group.last < MINUTE:
        return "it still happens at the end of the log"
    return f"not seen in the last {span_of(newest - group.last)} of the log"


def _times(group: Group, newest: int | None) -> Iterator[tuple[str, str]]:
    if group.first is None or group.last is None:
        yield "when", "the log does not say"
        return
    yield "first", date(group.first)
    yield "last", f"{date(group.last)}; {refusal_words(group, newest)}"
    if group.undated:
        yield "undated", f"{counted(group.undated, 'record')} without a time"


def _advice(key: GroupKey) -> Iterator[tuple[str, tuple[Child, ...]]]:
    if key.kind is GroupKind.RULE:
        yield "fix", (fix_of(key),)
        yield "rule", (node("code", key.name), ", explained by ", node("code", f"siwakit explain {key.name}"))
        return
    proves = proof_of(key)
    if proves:
        yield "proves", (proves,)
    yield "next", (NEXT.replace("`", ""),)
