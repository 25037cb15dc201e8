"""The page of everything that can be read, with samples, from the registry of readers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pages.markup import cite, code, link, page, prose, sentence, slug, table
from siwakit.readers.model import Reader, Sample, Scope
from siwakit.readers.registry import READERS
from siwakit.render.reader_text import kinds_of


def readers_page(readers: Sequence[Reader] = READERS) -> str:
    """Return the page of *readers*."""
    return page(
        "# What siwakit can read",
        "<!-- Written by tools/build_docs.py from the registry of readers: edit the reader, then `make docs`. -->",
        (
            "Paste whatever you have, as much of it as you like: files, text, standard input. siwakit recognises each part by what it "
            "is. The readers are asked in this order, and among those that are asked about the same text the first that reads something is "
            "believed. What no reader knows is listed at the end of the report, and stops nothing."
        ),
        "`siwakit readers` lists them in a terminal, and `siwakit readers curl-command` shows the samples of one.",
        table(("reader", "what it reads"), ((link(code(reader.id), f"#{slug(reader.id)}"), prose(reader.title)) for reader in readers)),
        *(
            page(f"## Reading {scope.value}", *(_section(reader) for reader in readers if reader.scope is scope))
            for scope in Scope
            if any(reader.scope is scope for reader in readers)
        ),
    )


def _section(reader: Reader) -> str:
    references = "; ".join(cite(source) for source in reader.references)
    return page(
        f"### {reader.id}",
        sentence(reader.title),
        f"After {references}." if references else "",
        *(_sample("Reads", sample) for sample in reader.good()),
        *(_sample("Leaves alone", sample) for sample in reader.bad()),
    )


def _sample(word: str, sample: Sample) -> str:
    named = f" in a file {code(sample.name)}" if sample.name else ""
    kinds = f", as {prose(kinds_of(sample))}" if sample.reads else ""
    return page(f"{word} {prose(sample.title)}{named}{kinds}:", "\n".join(_block(sample.text)))


def _block(text: str) -> Iterator[str]:
    yield "````text"
    yield from (line.rstrip() for line in (text.rstrip("\n") or "(empty)").split("\n"))
    yield "````"
