"""The summary of a log as one HTML file, which needs nothing from elsewhere and runs nothing.

All text from the log is sealed like the examples of the other formats, and written by a serialiser that escapes it. A policy in the file forbids
scripts, images, addresses and forms; only the style sheet is allowed, by its hash.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from hashlib import sha256
from importlib.resources import files
from xml.etree.ElementTree import Element

from siwakit.flow.logs.marks import Mark
from siwakit.flow.logs.summary import Fate, Tally
from siwakit.flow.logs.timeline import Timeline
from siwakit.record import record
from siwakit.render.logs.causes import counted, date, short_title, sized
from siwakit.render.logs.chart import MAX_SERIES, NARROW, OTHER, WIDE, Canvas, Series, letter_of, share_chart, stacked_chart, swatch
from siwakit.render.logs.markup import Child, document, node
from siwakit.render.logs.picture_causes import cause_section, refusal_words
from siwakit.render.logs.summary import FileCount
from siwakit.render.logs.time_axis import Window, bucket_name, find_window, timelines

_POLICY = "default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'"
_MAX_LISTED = 8


@record
class _View:
    """What every part of the page is drawn from."""

    files: Sequence[FileCount]
    tally: Tally
    marks: Sequence[Mark]
    series: Sequence[Series]
    windows: tuple[Window, Window] | None


def render_picture(files: Sequence[FileCount], tally: Tally, *, marks: Sequence[Mark] = (), show_secrets: bool = False) -> str:
    """Return the summary as an HTML document; each of *files* is a name, its lines and its bytes."""
    view = _View(files, tally, sorted(marks, key=lambda mark: mark.at), _series(tally), _windows(tally, marks))
    title = f"Sign in with Apple: {_verdict(tally)}"
    body = node(
        "main",
        node("h1", title),
        *_lead(view),
        *_chart_section(view),
        *_share_section(view),
        *_cause_sections(view, show_secrets=show_secrets),
        *_table_section(view),
        _notes(view),
    )
    return document(node("html", _head(title), node("body", body), lang="en"))


def _head(title: str) -> Element:
    style = node("style")
    # Set as it is: the hash in the policy is that of these characters.
    style.text = files("siwakit.render.logs").joinpath("picture.css").read_text("utf-8")
    digest = b64encode(sha256(style.text.encode()).digest()).decode()
    policy = node("meta", http_equiv="Content-Security-Policy")
    policy.set("content", _POLICY.format(digest))
    return node(
        "head",
        node("meta", charset="utf-8"),
        policy,
        node("meta", name="viewport", content="width=device-width, initial-scale=1"),
        node("meta", name="referrer", content="no-referrer"),
        node("meta", name="robots", content="noindex"),
        node("title", title),
        style,
    )


def _series(tally: Tally) -> tuple[Series, ...]:
    """Return the most frequent causes, and all others as layer."""
    ranked = tally.ranked
    found = [Series(letter_of(at), at, short_title(key), group.times) for at, (key, group) in enumerate(ranked[:MAX_SERIES])]
    rest = ranked[MAX_SERIES:]
    if rest:
        times = Timeline()
        for _, group in rest:
            times = times.joined(group.times)
        found.append(Series(OTHER, MAX_SERIES, f"{counted(len(rest), 'other cause')}, listed below", times))
    return tuple(found)


def _windows(tally: Tally, marks: Sequence[Mark]) -> tuple[Window, Window] | None:
    """Return what the wide and the narrow chart show, or None if no failure has a time."""
    if not any(group.times.counts for _, group in tally.groups):
        return None
    times = [mark.at for mark in marks]
    wide, narrow = (find_window(timelines(tally), canvas.most_bars, times) for canvas in (WIDE, NARROW))
    return (wide, narrow) if wide and narrow else None


def _verdict(tally: Tally) -> str:
    failures = sum(group.count for _, group in tally.groups)
    if not failures:
        return "no failures" if tally.records else "nothing found"
    return f"{counted(failures, 'failure')}, {counted(len(tally.groups), 'cause')}"


def _lead(view: _View) -> Iterator[Element]:
    tally, found = view.tally, view.files
    names = ", ".join(name for name, _, _ in found[:_MAX_LISTED]) + (f" and {len(found) - _MAX_LISTED:,} more" if len(found) > _MAX_LISTED else "")
    size = sum(size for _, _, size in found)
    yield node("p", names, f": {counted(tally.lines, 'line')}, {sized(size)}. All times are in UTC.", class_="quiet")
    if tally.ranked:
        key, group = tally.ranked[0]
        words = "" if group.first is None else f", since {date(group.first)}; {refusal_words(group, tally.outcomes.newest)}"
        most = "The cause is: " if len(tally.groups) == 1 else "The most frequent cause is: "
        yield node("p", most, node("strong", short_title(key)), f" ({group.count:,} of {_failures(tally):,}){words}.", class_="lead")


def _failures(tally: Tally) -> int:
    return sum(group.count for _, group in tally.groups)


def _chart_section(view: _View) -> Iterator[Element]:
    if not view.tally.groups:
        return
    parts: list[Child] = [node("h2", "Failures over time")]
    if view.windows:
        parts += [stacked_chart(view.series, window, view.marks, canvas) for window, canvas in _drawn(view.windows)]
        parts.append(_marks(view.marks, view.windows[0]))
    else:
        parts.append(node("p", "No record of a failure has a time, so there is nothing to draw."))
    parts.append(_legend(view))
    outside = sum(view.windows[0].left_out(layer.times) for layer in view.series) if view.windows else 0
    if outside:
        parts.append(node("p", f"Not drawn, because they are far from all others in time: {counted(outside, 'failure')}.", class_="quiet"))
    yield node("section", *parts)


def _drawn(windows: tuple[Window, Window]) -> tuple[tuple[Window, Canvas], ...]:
    return tuple(zip(windows, (WIDE, NARROW), strict=True))


def _legend(view: _View) -> Element:
    total = _failures(view.tally)
    counts = [group.count for _, group in view.tally.ranked[:MAX_SERIES]]
    counts.append(total - sum(counts))
    rows = []
    for layer, count in zip(view.series, counts, strict=False):
        link = node("a", layer.title, href=f"#cause-{layer.letter if layer.number < MAX_SERIES else letter_of(MAX_SERIES)}")
        letter = node("span", layer.letter if layer.number < MAX_SERIES else "", class_="letter")
        rows.append(node("li", swatch(layer), letter, link, node("span", f"{count:,} ({_percent(count, total)})", class_="count")))
    return node("ul", *rows, class_="legend", aria_label="Causes")


def _percent(part: int, whole: int) -> str:
    share = 100 * part / whole
    return f"{share:.0f}%" if share >= 10 or share == 0 else f"{share:.1f}%" if share >= 0.1 else "< 0.1%"  # noqa: PLR2004  as many digits as matter


def _marks(marks: Sequence[Mark], window: Window) -> Element | None:
    if not marks:
        return None
    rows = [
        node("li", node("b", number), f"{mark.name}, {date(mark.at)}", None if window.start <= mark.at < window.end else " (outside the chart)")
        for number, mark in ((str(number), mark) for number, mark in enumerate(marks, 1))
    ]
    return node("ol", *rows, class_="marks", aria_label="Marks")


def _share_section(view: _View) -> Iterator[Element]:
    outcomes, refused = view.tally.outcomes, view.tally.refused
    if not outcomes.accepted_count or not view.windows:
        return
    total = refused + outcomes.accepted_count
    words = f"Of {counted(total, 'request')} whose outcome the log shows, Apple refused {refused:,} ({_percent(refused, total)})."
    charts = [share_chart(outcomes.refused, outcomes.accepted, window, canvas) for window, canvas in _drawn(view.windows)]
    yield node("section", node("h2", "Share of refused requests"), node("p", words), *charts)


def _cause_sections(view: _View, *, show_secrets: bool) -> Iterator[Element]:
    names, window = [name for name, _, _ in view.files], view.windows[1] if view.windows else None
    for at, (key, group) in enumerate(view.tally.ranked):
        layer = Series(letter_of(at), min(at, MAX_SERIES), short_title(key), group.times)
        place = f"{names[group.example.file]}:{group.example.line + 1}"
        share = _percent(group.count, _failures(view.tally))
        yield cause_section(layer, key, group, window, (place, share), newest=view.tally.outcomes.newest, show_secrets=show_secrets)


def _table_section(view: _View) -> Iterator[Element]:
    if not view.windows:
        return
    window, outcomes = view.windows[0], view.tally.outcomes
    columns = [(layer.letter, window.counts(layer.times)) for layer in view.series]
    if outcomes.accepted_count:
        columns += [("refused", window.counts(outcomes.refused)), ("accepted", window.counts(outcomes.accepted))]
    head = node("tr", node("th", "from", scope="col"), *(node("th", name, scope="col") for name, _ in columns))
    rows = [
        node("tr", node("th", bucket_name(start, window.step), scope="row"), *(node("td", f"{counts[at]:,}") for _, counts in columns))
        for at, start in enumerate(window.starts)
        if any(counts[at] for _, counts in columns)
    ]
    caption = node("caption", f"Records in each {window.step_name}, times in UTC; rows with nothing in them are left out")
    table = node("div", node("table", caption, node("thead", head), node("tbody", *rows)), class_="scroll", tabindex=0, role="region")
    table.set("aria-label", "Counts over time")
    yield node("section", node("details", node("summary", "The charts as a table"), table), class_="table")


def _notes(view: _View) -> Element:
    tally = view.tally
    undated = sum(group.undated for _, group in tally.groups)
    notes = {
        "Failures without a time, counted but not drawn": undated,
        "Records of Sign in with Apple without a visible mistake": tally.count(Fate.SOUND),
        "Records from other providers, not judged": tally.count(Fate.ANOTHER_PROVIDER),
        "Records over a limit, not judged": tally.count(Fate.UNREADABLE),
        "Records outside the period that was asked for": tally.count(Fate.OUTSIDE),
        "Records without a time, which cannot be in a period": tally.count(Fate.NO_TIME),
        "Lines over 1 MiB, read only up to there": tally.cut,
    }
    rows = [node("li", f"{words}: {count:,}.") for words, count in notes.items() if count]
    about = "Counts are of records in the log, not of users: one person may try several times. A time without a zone is read as UTC."
    made = "Made by siwakit doctor --summary --format html. Examples show only words that are known to be harmless."
    return node("section", node("h2", "About these numbers"), node("p", about), node("ul", *rows) if rows else None, node("p", made, class_="quiet"))
