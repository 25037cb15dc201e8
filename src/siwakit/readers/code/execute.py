"""Read one text of source code: parse it, run it abstractly, and sketch what it would mint and send to Apple."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from importlib.util import find_spec

from siwakit.apple import HOST, OTHER_HOST
from siwakit.errors import NotReadable, SiwakitError, TooLarge
from siwakit.evidence.pieces import SourceText
from siwakit.readers.code.known_languages import BY_ID, library_of, lowering_of
from siwakit.readers.code.libraries.encodings import record_signed
from siwakit.readers.code.parse import most_bytes, parse
from siwakit.readers.code.relevant import is_apples, secret_in
from siwakit.readers.code.run import Run
from siwakit.readers.code.sketch import Sketch, Sketcher
from siwakit.readers.code.tree import Span
from siwakit.readers.code.unsent import is_for_apple, unsent_forms


def why_unread(source: SourceText) -> SiwakitError | None:
    """Return why *source* cannot be read, or None: it is too long, or what reads it is not installed."""
    lowering = lowering_of(BY_ID[source.language])
    if lowering is None:
        return None
    most = most_bytes(lowering)
    if len(source.text.encode("utf-8", "replace")) > most:
        return TooLarge(f"source code of more than {most // 1024} KiB is not read", hint="give the function that makes the client_secret")
    if find_spec("tree_sitter") is None or find_spec(lowering.grammar[0]) is None:
        return NotReadable("source code is read only with an extra", hint="run pip install 'siwakit[code]'")
    return None


def sketch_source(source: SourceText, now: int, environment: Mapping[str, str] | None = None) -> tuple[Sketch, ...]:
    """Return what the program *source* would mint and send to Apple at *now*, in seconds since 1970 UTC.

    A request that sends a token that the program mints is one sketch with it, and so is a form with one that the program only builds.
    *environment* has the variables that are known.

    Raises:
        ModuleNotFoundError: tree-sitter or the grammar of the language is not installed.
        TooLarge: more than 256 KiB.
    """
    language = BY_ID[source.language]
    lowering, library = lowering_of(language), library_of(language)
    program = parse(source.text, lowering) if lowering and library else None
    if lowering is None or library is None or program is None:
        return ()
    run = Run(
        library,
        now,
        environment=environment,
        divides_whole=lowering.divides_whole,
        returns_last=lowering.returns_last,
        implies_self=lowering.implies_self,
    )
    run.run(program)
    record_signed(run)
    names_apple = HOST in source.text or OTHER_HOST in source.text
    requests = tuple(_requests(run, source_names_apple=names_apple))
    sent = {id(sketch.minted) for sketch in requests}
    loose = (token for token in run.tokens if id(token) not in sent and is_apples(token, source_names_apple=names_apple))
    tokens = (Sketcher(run.marks, now).sketch(token) for token in loose)
    sketches = (*requests, *(token for token in tokens if token))
    return tuple(_shifted(sketch, program.shift) for sketch in sketches) if program.shift else sketches


def _shifted(sketch: Sketch, shift: int) -> Sketch:
    """Return *sketch* with the places in the source, which had *shift* bytes in front of it."""
    places = {path: Span(span.start - shift, span.end - shift) for path, span in sketch.places.items() if span.start >= shift}
    return replace(sketch, places=places)


def _requests(run: Run, *, source_names_apple: bool) -> Iterator[Sketch]:
    for sent in run.requests:
        is_apples_secret = is_for_apple(run, sent, source_names_apple=source_names_apple)
        sketch = Sketcher(run.marks, run.now).sketch(secret_in(sent, run.marks), sent, is_for_apple=is_apples_secret)
        if sketch is not None:
            yield sketch
    for form in unsent_forms(run, source_names_apple=source_names_apple):
        yield Sketcher(run.marks, run.now).sketch_form(secret_in(form, run.marks), form)
