"""The list of readers, and the samples of what one of them reads and does not read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from siwakit.escape import visible
from siwakit.readers.model import Reader, Sample
from siwakit.render.paint import Paint
from siwakit.render.wrapping import wrapped

_COLUMN = 22


def reader_table(readers: Sequence[Reader], width: int = 80) -> str:
    """Return the id and the title of each of *readers*."""
    lines = (line for reader in readers for line in wrapped(reader.title, width, " " * _COLUMN, reader.id.ljust(_COLUMN)))
    return "\n".join(lines) + "\n"


def reader_text(reader: Reader, *, colour: bool = False, width: int = 80) -> str:
    """Return all that is known about *reader*: what it reads, how much of a text, and its samples."""
    paint = Paint(colour)
    sections = [
        [paint("bold", reader.id), *wrapped(reader.title, width), "", *wrapped(f"It reads {reader.scope.value}.", width)],
        *(list(_write_sample(sample, _heading(sample), paint("green", "it reads"), width)) for sample in reader.good()),
        *(list(_write_sample(sample, _heading(sample), paint("yellow", "it does not read"), width)) for sample in reader.bad()),
    ]
    return "\n\n".join("\n".join(section) for section in sections) + "\n"


def kinds_of(sample: Sample) -> str:
    """Return what *sample* is read as, in words."""
    return ", ".join(kind.value for kind in sample.reads)


def _heading(sample: Sample) -> str:
    named = f" in {sample.name}" if sample.name else ""
    return f"{sample.title}{named}{f' ({kinds_of(sample)})' if sample.reads else ''}"


def _write_sample(sample: Sample, heading: str, word: str, width: int) -> Iterator[str]:
    yield from wrapped(f"{heading}:", width, "  ", f"{word}: ")
    yield ""
    # Lines of samples are not wrapped, so that they can be copied. The samples are our own, so nothing in them is hostile.
    yield from (f"    {visible(line)}".rstrip() for line in (sample.text.rstrip("\n") or "(empty)").split("\n"))
