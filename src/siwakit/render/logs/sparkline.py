"""One line of bars for each cause, for a terminal: all on the same axis of time, each as high as its own largest count."""

from __future__ import annotations

from collections.abc import Sequence

from siwakit.flow.logs.marks import Mark
from siwakit.flow.logs.timeline import DAY, Timeline
from siwakit.record import record
from siwakit.render.logs.time_axis import Window, bucket_name

BLOCKS = "▁▂▃▄▅▆▇█"
_ASCII = "_.:-=+*#"
WIDTH = 48


@record
class Sparks:
    """How to draw sparklines: with which marks below, and whether only in ASCII."""

    marks: tuple[Mark, ...] = ()
    is_ascii: bool = False


def sparkline(times: Timeline, window: Window, *, is_ascii: bool) -> str:
    """Return the counts of *times* in *window* as bars, and the largest of them in words."""
    counts = window.counts(times)
    largest = max(counts)
    if not largest:
        return ""
    levels = _ASCII if is_ascii else BLOCKS
    bars = "".join(levels[-(-count * (len(levels) - 1) // largest)] for count in counts)
    return f"{bars}  peak {largest:,}"


def mark_line(marks: Sequence[Mark], window: Window) -> str:
    """Return a line with the number of each of *marks* below the bar of its time; empty if none of them is in *window*."""
    line = [" "] * len(window.starts)
    for number, mark in enumerate(marks, 1):
        if window.start <= mark.at < window.end:
            at = (mark.at - window.start) // window.step
            # Two marks of one bar: the first one is shown, and the list has both.
            line[at] = line[at] if line[at] != " " else str(number) if number < 10 else "+"  # noqa: PLR2004  one character
    return "".join(line).rstrip()


def axis_words(window: Window) -> str:
    """Return the time that the bars cover in words."""
    last = window.end - (DAY if window.step >= DAY else 0)
    return f"One bar for each {window.step_name}, from {bucket_name(window.start, window.step)} to {bucket_name(last, window.step)} UTC."
