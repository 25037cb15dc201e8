"""Read source code: parse it, run it abstractly, and sketch what it would mint and send to Apple."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from importlib.util import find_spec
from itertools import accumulate

from siwakit.apple import HOST, OTHER_HOST
from siwakit.errors import NotReadable, SiwakitError, TooLarge
from siwakit.evidence.pieces import SourceText
from siwakit.evidence.source import KEY_PLACE
from siwakit.evidence.unread import INSTALL_CODE
from siwakit.readers.code.alternatives import MAX_STEPS, MIN_STEPS, Semantics
from siwakit.readers.code.entries import run_program
from siwakit.readers.code.known_languages import BY_ID, KnownLanguage, library_of, lowering_of
from siwakit.readers.code.libraries.encodings import record_signed
from siwakit.readers.code.parse import parse, too_large
from siwakit.readers.code.relevant import is_apples, secret_in
from siwakit.readers.code.run import Run
from siwakit.readers.code.sketch import Sketch, Sketcher
from siwakit.readers.code.spans import shift
from siwakit.readers.code.token_uses import token_places
from siwakit.readers.code.tree import Program, Span
from siwakit.readers.code.unsent import is_for_apple, unsent_forms
from siwakit.record import record

_NOTHING = Sketch(places={}, stand_ins={}, doubts={}, crossed={})
_SEMANTICS = tuple(Semantics.__dataclass_fields__)


@record
class SourceFile:
    """Program with the name of its file, which is empty for a paste."""

    name: str
    source: SourceText


@record
class Sketches:
    """What programs would mint and send, and the files that could not be read, each by its number, with the reason.

    The spans are those in all files, one behind the other: *starts* has the offset of each.
    """

    sketches: tuple[Sketch, ...]
    starts: tuple[int, ...]
    unread: Mapping[int, TooLarge] = field(default_factory=dict)


def why_unread(source: SourceText) -> SiwakitError | None:
    """Return why *source* cannot be read, or None: it is too long, or what reads it is not installed."""
    lowering = lowering_of(BY_ID[source.language])
    if lowering is None:
        return None
    if find_spec("tree_sitter") is None or find_spec(lowering.grammar[0]) is None:
        return NotReadable(f"this is source code, which siwakit reads after {INSTALL_CODE}", hint=f"run {INSTALL_CODE}")
    return too_large(source.text.encode("utf-8", "replace"), lowering)


def semantics_of(language: KnownLanguage) -> Semantics | None:
    """Return what *language* does differently, or None if it is not known yet."""
    lowering = lowering_of(language)
    return Semantics(**{name: getattr(lowering, name) for name in _SEMANTICS}) if lowering else None


def sketch_source(source: SourceText, now: int, environment: Mapping[str, str] | None = None) -> tuple[Sketch, ...]:
    """Return what the program *source* would mint and send to Apple at *now*, in seconds since 1970 UTC.

    A request that sends a token that the program mints is one sketch with it, and so is a form with one that the program only builds.
    *environment* has the variables that are known.

    Raises:
        ModuleNotFoundError: tree-sitter or the grammar of the language is not installed.
        TooLarge: more than 256 KiB, or too much for the parser.
    """
    found = sketch_files((SourceFile("", source),), now, environment)
    for fault in found.unread.values():
        raise fault
    return found.sketches


def sketch_files(files: Sequence[SourceFile], now: int, environment: Mapping[str, str] | None = None) -> Sketches:
    """Return what the programs in *files* would mint and send; they are of languages that do the same and have the same libraries.

    Raises:
        ModuleNotFoundError: tree-sitter or the grammar of a language is not installed.
    """
    languages = [BY_ID[file.source.language] for file in files]
    sizes = [len(file.source.text.encode("utf-8", "replace")) for file in files]
    starts = tuple(accumulate(sizes, initial=0))[:-1]
    unread: dict[int, TooLarge] = {}
    programs: list[tuple[str, Program]] = []
    for number, (file, language, start) in enumerate(zip(files, languages, starts, strict=True)):
        lowering = lowering_of(language)
        try:
            if lowering is not None:
                program = parse(file.source.text, lowering)
                programs.append((file.name, shift(program, start - program.shift)))
        except TooLarge as fault:
            unread[number] = fault
    library, semantics = library_of(languages[0]), semantics_of(languages[0])
    if library is None or not programs:
        return Sketches((), starts, unread)
    # What takes long to parse leaves less time to run.
    limit = max(MIN_STEPS, MAX_STEPS - sum(sizes))
    run = Run(library, now, environment=environment, semantics=semantics, limit=limit)
    run_program(run, *programs)
    record_signed(run)
    names_host = any(host in file.source.text for file in files for host in (HOST, OTHER_HOST))
    places = token_places(run, [program for _, program in programs]) if any(map(_names_apple, files)) else {}
    found = tuple(_sketches(run, source_names_apple=names_host)) or ((_NOTHING,) if places else ())
    return Sketches(tuple(_with_habits(sketch, places, run) for sketch in found), starts, unread)


def _with_habits(sketch: Sketch, places: dict[str, Span], run: Run) -> Sketch:
    """Return *sketch* with the *places* that belong to the whole program, and whether the key that it signs with loses its line breaks."""
    joins_key_lines = sketch.places.get(KEY_PLACE) in run.habits.joined_keys
    return replace(sketch, places=sketch.places | places, joins_key_lines=joins_key_lines)


def _names_apple(file: SourceFile) -> bool:
    return "apple" in file.source.text.lower()


def _sketches(run: Run, *, source_names_apple: bool) -> Iterator[Sketch]:
    """Yield each request and each token that is in none, once: a function may be met in several ways."""
    known: set[tuple[object, ...]] = set()
    for sketch in _requests(run, source_names_apple=source_names_apple):
        request = sketch.request
        sent = (request.method, request.url, repr(request.headers), repr(request.body)) if request else ()
        what = (*_token_in(sketch), sketch.form, sketch.places.get("request"), *sent)
        if what not in known:
            known |= {what, _token_in(sketch)}
            yield sketch
    for token in run.tokens:
        loose = Sketcher(run.marks, run.now).sketch(token) if is_apples(token, source_names_apple=source_names_apple) else None
        if loose is not None and _token_in(loose) not in known:
            known.add(_token_in(loose))
            yield loose


def _token_in(sketch: Sketch) -> tuple[object, ...]:
    return sketch.token, sketch.places.get("client_secret")


def _requests(run: Run, *, source_names_apple: bool) -> Iterator[Sketch]:
    for sent in run.requests:
        is_apples_secret = is_for_apple(run, sent, source_names_apple=source_names_apple)
        sketch = Sketcher(run.marks, run.now).sketch(secret_in(sent, run.marks), sent, is_for_apple=is_apples_secret)
        if sketch is not None:
            yield sketch
    for form in unsent_forms(run, source_names_apple=source_names_apple):
        yield Sketcher(run.marks, run.now).sketch_form(secret_in(form, run.marks), form)
