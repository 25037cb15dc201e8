"""Charts of a log as SVG: causes over time as stacked bars, the share of refusals, and one small chart for each cause.

Text in an image shrinks with it, so each chart is drawn twice, for a wide and for a narrow screen, and the style sheet shows one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from xml.etree.ElementTree import Element

from siwakit.flow.logs.marks import Mark
from siwakit.flow.logs.timeline import Timeline
from siwakit.record import record
from siwakit.render.logs.markup import node
from siwakit.render.logs.time_axis import Window, bucket_name, ticks

OTHER = "other"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
MAX_SERIES = 6
_GAP = 0.12  # between two bars, as a part of their width
_MARK_ROW = 18
_HATCHES = (
    None,
    "M-2 2L2 -2M0 8L8 0M6 10L10 6",
    "M4 0V8",
    "M0 4H8",
    "M-2 6L2 10M0 0L8 8M6 -2L10 2",
    "M0 4H8M4 0V8",
)


@record
class Series:
    """One layer of a chart: its letter in the legend, its place in the order of colours, its title, and its counts over time."""

    letter: str
    number: int
    title: str
    times: Timeline


@record
class Canvas:
    """Size of a chart, and the room around what is drawn."""

    name: str
    width: int
    height: int
    left: int
    most_bars: int
    most_ticks: int
    right: int = 14
    top: int = 34
    bottom: int = 44


WIDE = Canvas("wide", 920, 300, 56, 240, 12)
NARROW = Canvas("narrow", 350, 280, 44, 75, 5)


def letter_of(number: int) -> str:
    """Return the letter of the cause with this *number*, counted from 0: A to Z, then AA."""
    before = letter_of(number // len(_LETTERS) - 1) if number >= len(_LETTERS) else ""
    return before + _LETTERS[number % len(_LETTERS)]


def stacked_chart(series: Sequence[Series], window: Window, marks: Sequence[Mark], canvas: Canvas) -> Element:
    """Return the chart of *series* in *window*, one on top of the other, with numbered *marks*."""
    counts = [window.counts(layer.times) for layer in series]
    sums = [sum(column) for column in zip(*counts, strict=True)]
    drawn = _marks_in(marks, window)
    plot = _Plot(canvas, window, _nice_limit(max(sums, default=0)), _rows(drawn, window, canvas))
    image = _image(canvas, canvas.height, "Failures over time", _description(series, counts, window))
    image.append(node("defs", *(pattern(layer.number, canvas.name) for layer in series if layer.number < MAX_SERIES)))
    image.append(_unit(f"failures in each {window.step_name}, by cause"))
    image.extend(_grid(plot, lambda value: f"{value:,}"))
    for index, start in enumerate(window.starts):
        if sums[index]:
            image.append(_bar(plot, index, start, [(layer, column[index]) for layer, column in zip(series, counts, strict=True)]))
    image.extend(_axis(plot))
    image.extend(_mark_lines(plot, drawn))
    return image


def share_chart(refused: Timeline, accepted: Timeline, window: Window, canvas: Canvas) -> Element:
    """Return the chart of the share of requests that Apple refused in each bucket of *window*."""
    height = canvas.height // 2 + 50
    plot = _Plot(canvas, window, 100, 0, height)
    image = _image(canvas, height, "Share of refused requests over time", f"In UTC, one bar for each {window.step_name}; the table has the numbers.")
    image.append(_unit(f"refused, of the requests in each {window.step_name}"))
    image.extend(_grid(plot, lambda value: f"{value}%"))
    for index, (start, no, yes) in enumerate(zip(window.starts, window.counts(refused), window.counts(accepted), strict=True)):
        if no:
            share = 100 * no / (no + yes)
            words = f"{bucket_name(start, window.step)} UTC: {share:.1f}% refused, {no:,} of {no + yes:,}"
            image.append(node("g", node("title", words), _rectangle(plot, index, 0, share, {"class_": "share"})))
    image.extend(_axis(plot))
    return image


def small_chart(layer: Series, window: Window) -> Element:
    """Return the chart of one cause for its own section: bars only, with their largest count in words."""
    counts = window.counts(layer.times)
    largest = max(counts)
    canvas = Canvas("small", 320, 44, 0, 0, 0, right=0, top=2, bottom=2)
    plot = _Plot(canvas, window, max(largest, 1), 0)
    image = _image(canvas, canvas.height, f"Cause {layer.letter} over time", f"At most {largest:,} in a bar of {window.step_name}.")
    image.append(node("line", x1=0, x2=canvas.width, y1=plot.y(0), y2=plot.y(0), class_="axis"))
    for index, (start, count) in enumerate(zip(window.starts, counts, strict=True)):
        if count:
            words = f"{bucket_name(start, window.step)} UTC: {count:,}"
            image.append(node("g", node("title", words), _rectangle(plot, index, 0, count, {"class_": f"c{layer.number}"})))
    return image


def swatch(layer: Series) -> Element:
    """Return the colour and pattern of *layer* for the legend."""
    image = node("svg", viewBox="0 0 16 16", width=16, height=16, class_="swatch", aria_hidden="true")
    if layer.number < MAX_SERIES:
        image.append(node("defs", pattern(layer.number, "legend")))
    image.append(node("rect", width=16, height=16, rx=2, **_fill(layer, "legend")))
    return image


def pattern(number: int, prefix: str) -> Element:
    """Return the definition of the fill of series *number*: its colour, and lines that do not depend on colour."""
    hatch = _HATCHES[number]
    return node(
        "pattern",
        node("rect", width=8, height=8, class_=f"c{number}"),
        node("path", d=hatch, class_="hatch") if hatch else None,
        id=f"{prefix}-fill-{number}",
        width=8,
        height=8,
        patternUnits="userSpaceOnUse",
    )


class _Plot:
    """Positions in a chart."""

    def __init__(self, canvas: Canvas, window: Window, limit: int, rows: int, height: int | None = None) -> None:
        self.canvas, self.window, self.limit = canvas, window, limit
        self.top = canvas.top + rows * _MARK_ROW
        self.bottom = (height or canvas.height) - canvas.bottom
        self.width = canvas.width - canvas.left - canvas.right
        self.bar = self.width / len(window.starts)

    def x(self, at: float) -> float:
        """Return the position of the time *at*."""
        return round(self.canvas.left + self.width * (at - self.window.start) / (self.window.end - self.window.start), 2)

    def y(self, value: float) -> float:
        """Return the position of *value*."""
        return round(self.bottom - (self.bottom - self.top) * value / self.limit, 2)


def _image(canvas: Canvas, height: int, title: str, description: str) -> Element:
    name = f"{canvas.name}-{'-'.join(title.lower().split())}"
    return node(
        "svg",
        node("title", title, id=f"{name}-title"),
        node("desc", description, id=f"{name}-desc"),
        viewBox=f"0 0 {canvas.width} {height}",
        class_=f"chart {canvas.name}",
        role="img",
        aria_labelledby=f"{name}-title {name}-desc",
    )


def _unit(words: str) -> Element:
    return node("text", words, x=0, y=12)


def _grid(plot: _Plot, write: Callable[[int], str]) -> Iterator[Element]:
    left, right = plot.canvas.left, plot.canvas.left + plot.width
    for value in _steps(plot.limit):
        y = plot.y(value)
        yield node("line", x1=left, x2=right, y1=y, y2=y, class_="axis" if value == 0 else "grid")
        yield node("text", write(value), x=left - 6, y=y + 4, text_anchor="end")


def _axis(plot: _Plot) -> Iterator[Element]:
    for tick in ticks(plot.window, plot.canvas.most_ticks):
        x = plot.x(tick.at)
        yield node("line", x1=x, x2=x, y1=plot.bottom, y2=plot.bottom + 5, class_="axis")
        # A label at the edge of the image would be cut.
        anchor = "start" if x < plot.canvas.left + 20 else "end" if x > plot.canvas.width - 30 else "middle"
        yield node("text", tick.text, x=x, y=plot.bottom + 18, text_anchor=anchor)
        if tick.below:
            yield node("text", tick.below, x=x, y=plot.bottom + 34, text_anchor=anchor, class_="date")


def _bar(plot: _Plot, index: int, start: int, parts: Iterable[tuple[Series, int]]) -> Element:
    seen = [(layer, count) for layer, count in parts if count]
    words = ", ".join(f"{layer.letter} {count:,}" for layer, count in seen)
    group = node("g", node("title", f"{bucket_name(start, plot.window.step)} UTC: {words}"))
    below = 0
    for layer, count in seen:
        group.append(_rectangle(plot, index, below, below + count, _fill(layer, plot.canvas.name)))
        below += count
    return group


def _rectangle(plot: _Plot, index: int, low: float, high: float, fill: dict[str, str]) -> Element:
    gap = plot.bar * _GAP
    # A count of one must be seen beside a count of a million.
    top, bottom = plot.y(high), plot.y(low)
    height = max(bottom - top, 1.5)
    x, width = round(plot.canvas.left + index * plot.bar + gap / 2, 2), round(plot.bar - gap, 2)
    return node("rect", x=x, y=round(bottom - height, 2), width=width, height=round(height, 2), **fill)


def _fill(layer: Series, prefix: str) -> dict[str, str]:
    return {"fill": f"url(#{prefix}-fill-{layer.number})"} if layer.number < MAX_SERIES else {"class_": f"c{MAX_SERIES}"}


def _marks_in(marks: Sequence[Mark], window: Window) -> list[tuple[int, Mark]]:
    return [(number, mark) for number, mark in enumerate(marks, 1) if window.start <= mark.at < window.end]


def _rows(marks: Sequence[tuple[int, Mark]], window: Window, canvas: Canvas) -> int:
    """Return in how many rows the numbers of *marks* are written, so that none covers another."""
    plot = _Plot(canvas, window, 1, 0)
    return max((row for *_, row in _placed(plot, marks)), default=-1) + 1


def _placed(plot: _Plot, marks: Sequence[tuple[int, Mark]]) -> Iterator[tuple[int, float, int]]:
    """Yield the number of each mark, its position, and its row."""
    ends: list[float] = []
    for number, mark in marks:
        x = plot.x(mark.at)
        row = next((row for row, end in enumerate(ends) if x - 9 > end), len(ends))
        ends[row : row + 1] = [x + 9]
        yield number, x, row


def _mark_lines(plot: _Plot, marks: Sequence[tuple[int, Mark]]) -> Iterator[Element]:
    for number, x, row in _placed(plot, marks):
        y = plot.canvas.top + row * _MARK_ROW
        yield node("line", x1=x, x2=x, y1=y, y2=plot.bottom, class_="mark")
        yield node("circle", cx=x, cy=y, r=8, class_="mark")
        yield node("text", str(number), x=x, y=y + 4, text_anchor="middle", class_="mark")


def _nice_limit(value: int) -> int:
    """Return a round number that is not less than *value*, and can be divided by the steps of the grid."""
    size = 1
    while True:
        for factor in (1, 2, 3, 4, 5, 6, 8):
            if factor * size >= value and factor * size > 0:
                return factor * size
        size *= 10


def _steps(limit: int) -> list[int]:
    parts = next(parts for parts in (4, 5, 3, 2, 1) if limit % parts == 0)
    return [limit * part // parts for part in range(parts + 1)]


def _description(series: Sequence[Series], counts: Sequence[Sequence[int]], window: Window) -> str:
    said = "; ".join(f"{layer.letter}, {layer.title}: {sum(column):,}" for layer, column in zip(series, counts, strict=True))
    return f"Stacked bars in UTC, one for each {window.step_name}. {said}. The table below the chart has the numbers."
