"""The part of a report about input that could not be read."""

from __future__ import annotations

from collections.abc import Iterator

from siwakit.escape import visible
from siwakit.judge.diagnosis import Diagnosis
from siwakit.render.report.finding_text import RenderContext
from siwakit.render.sealing import Veil
from siwakit.render.wrapping import wrapped

_FIRST = 3


def write_unread(diagnosis: Diagnosis, context: RenderContext) -> Iterator[str]:
    """Yield the section of what could not be read, if there is anything."""
    if diagnosis.unread:
        yield context.paint("bold", "not read, so not part of this diagnosis")
        for said in unread_lines(diagnosis, context.veil):
            yield from wrapped(said, context.width, "    ", "  - ")


def unread_lines(diagnosis: Diagnosis, veil: Veil) -> Iterator[str]:
    """Yield a line for each of the first things that could not be read, and one for all others."""
    for unread in diagnosis.unread[:_FIRST]:
        words = visible(unread.words)
        yield f"{veil.clean(unread.sentence)}: {words}" if words else veil.clean(unread.sentence)
    more = len(diagnosis.unread) - _FIRST
    if more > 0:
        yield f"and {more} more"
