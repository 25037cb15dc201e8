"""Gathering of everything a developer gave into one `Evidence`, in the same way for the command line, the page and Python.

Each of these three reads its own input (arguments and files, JSON, function arguments) into a `GatherRequest`. Everything that
decides what the input means happens here, without I/O and without a clock, so that the same paste has the same answer everywhere.

The evidence is judged at the first time that is known of these: the time that the developer gave, the Date of Apple's answer,
the time of the request in a log or recording, the caller's clock.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field, replace
from enum import Enum
from itertools import chain

from siwakit.errors import NotReadable, TooLarge
from siwakit.evidence.evidence import UNKNOWN, Absence, Evidence
from siwakit.evidence.join import join
from siwakit.evidence.known import Known
from siwakit.evidence.parts import APPLE_CLOCK
from siwakit.evidence.pieces import Piece, PieceKind, SourceText
from siwakit.evidence.stated import require_known
from siwakit.evidence.unread import INSTALL_CODE, Unread, first_words
from siwakit.http import Exchange
from siwakit.jose.keys.p8 import KeyForm, read_key
from siwakit.jose.unpicklable import refuse_pickling
from siwakit.readers.code.reader import read_program_beside
from siwakit.readers.model import Text
from siwakit.readers.plain_words.reader import read_words_beside
from siwakit.readers.recognise import recognise
from siwakit.readers.relevance import names_apple
from siwakit.readers.shapes import is_key_name
from siwakit.record import record

# Apple issues unencrypted private keys on P-256.
_FORMS_OF_OTHERS = frozenset({KeyForm.RSA, KeyForm.CERTIFICATE, KeyForm.PUBLIC, KeyForm.ENCRYPTED})


class ClockSource(Enum):
    """Source of the time at which the evidence is judged."""

    GIVEN = "the time you gave"
    APPLE = "the Date of Apple's answer"
    RECORD = "the time in the log or recording"
    CALLER = "this machine's clock"
    NONE = "unknown"


@record
class Pasted:
    """A text as it was pasted or read from a file, with the file's name if it has one."""

    text: str = field(repr=False)
    name: str = ""
    __reduce__ = refuse_pickling


@record
class AlreadyRead:
    """The pieces of a file that its caller read as a stream, because it may be too large for a text."""

    pieces: tuple[Piece, ...] = field(repr=False)
    __reduce__ = refuse_pickling


@record
class GatherRequest:
    """Everything a developer gave, in order; *clock* is the caller's clock, None if it has none.

    The time of the request and the keys given as such are in *known*.
    """

    given: tuple[Pasted | AlreadyRead | Unread, ...] = ()
    known: Known = field(default_factory=Known)
    clock: int | None = None


@record
class Gathered:
    """The evidence, the pieces it was joined from, the texts in which nothing was recognised, and the source of its time."""

    evidence: Evidence
    pieces: tuple[Piece, ...] = field(repr=False)
    unread: tuple[Unread, ...]
    clock_source: ClockSource
    __reduce__ = refuse_pickling


def gather(request: GatherRequest) -> Gathered:
    """Return the evidence in *request*.

    A text in which nothing is recognised, or that is over a limit, is returned in `unread`, if there is something else to judge. A
    blank text without a name counts as not given, such as the standard input of a program that has none.

    Raises:
        NotReadable: nothing is recognised in any of the texts, and no key was given; or files of another service's keys are all that was given.
        TooLarge: the same, and the first of the texts is over a limit.
        UsageError: a malformed identifier or URL.
    """
    require_known(request.known)
    pieces, unread = _set_sources_apart(*_with_programs(request.given, *_read(request.given)))
    if unread and not pieces and not request.known.keys:
        first = min(unread, key=lambda item: item.is_blank)
        raise (TooLarge if first.is_too_large else NotReadable)(first.sentence, hint=first.hint)
    _require_apple(pieces, request.known)
    evidence = join(pieces, _without_blanks(request.known))
    now, source = _choose_clock(evidence, pieces, request.clock)
    evidence = evidence if now is None else evidence.at(now)
    if any(piece.kind is PieceKind.SOURCE for piece in pieces):
        from siwakit.flow.read_sources import with_sources  # noqa: PLC0415  only when source code was given

        evidence, programs = with_sources(evidence, pieces, _without_blanks(request.known))
        unread = (*unread, *programs)
    return Gathered(evidence, pieces, tuple(item for item in unread if not item.is_blank), source)


def _read(given: Iterable[Pasted | AlreadyRead | Unread]) -> tuple[tuple[Piece, ...], tuple[Unread, ...]]:
    pieces: list[Piece] = []
    unread: list[tuple[Unread, str]] = []
    for item in given:
        match item:
            case Pasted(text, name):
                try:
                    pieces += recognise(text, _file_name(name))
                except (NotReadable, TooLarge) as fault:
                    unread.append((_unread(text, name, fault), text))
            case AlreadyRead(read):
                pieces += read
            case Unread():
                unread.append((item, ""))
    if pieces and unread:
        # Words that do not mention Apple are about it if something else that was given is.
        hints = [read_words_beside(Text(text, found.name)) if text and not found.is_too_large else () for found, text in unread]
        return (*pieces, *chain.from_iterable(hints)), tuple(found for (found, _), said in zip(unread, hints, strict=True) if not said)
    return tuple(pieces), tuple(found for found, _ in unread)


def _with_programs(
    given: Iterable[Pasted | AlreadyRead | Unread], pieces: tuple[Piece, ...], unread: tuple[Unread, ...]
) -> tuple[tuple[Piece, ...], tuple[Unread, ...]]:
    """Return *pieces* with the programs that do not mention Apple themselves, if one was given that does: it may import them."""
    programs = {piece.name for piece in pieces if piece.kind is PieceKind.SOURCE}
    texts = [Text(item.text, _file_name(item.name)) for item in given if isinstance(item, Pasted) and item.name] if programs - {""} else []
    found = [piece for text in texts if text.name not in programs for piece in read_program_beside(text)]
    names = {piece.name for piece in found}
    return (*pieces, *found), tuple(item for item in unread if item.name not in names or item.is_too_large)


def _set_sources_apart(pieces: tuple[Piece, ...], unread: tuple[Unread, ...]) -> tuple[tuple[Piece, ...], tuple[Unread, ...]]:
    """Move source code that cannot be read to what is *unread*."""
    if not any(piece.kind is PieceKind.SOURCE for piece in pieces):
        return pieces, unread
    from siwakit.readers.code.execute import why_unread  # noqa: PLC0415  only when source code was given

    faults = {id(piece): why_unread(piece.value) for piece in pieces if isinstance(piece.value, SourceText)}
    refused = tuple(_refused(piece, fault) for piece in pieces if isinstance(fault := faults.get(id(piece)), NotReadable | TooLarge))
    return tuple(piece for piece in pieces if faults.get(id(piece)) is None), (*unread, *refused)


def _refused(piece: Piece, fault: NotReadable | TooLarge) -> Unread:
    """Return the source code *piece*, which is too long or cannot be read before something is installed."""
    unread = _unread(piece.text, piece.name, fault)
    return unread if unread.is_too_large else replace(unread, install=INSTALL_CODE, words="")


def _require_apple(pieces: tuple[Piece, ...], known: Known) -> None:
    """Raise if all that was given is files of keys that Apple cannot have issued, whose names do not mention Apple: they belong to something else."""
    if not pieces or replace(known, now=UNKNOWN) != Known() or not all(map(_is_key_of_another, pieces)):
        return
    name = pieces[0].name
    raise NotReadable(
        f"{name!r} is not a key from Apple, and nothing that was given mentions Apple",
        hint="if your sign-in signs with it, give it with --key, or give the failing request too",
    )


def _is_key_of_another(piece: Piece) -> bool:
    if piece.kind is not PieceKind.KEY or not isinstance(piece.value, str) or not piece.name or names_apple(piece.name) or is_key_name(piece.name):
        return False
    reading = read_key(piece.value)
    return reading.form in _FORMS_OF_OTHERS or reading.curve not in {None, "P-256"}


def _unread(text: str, name: str, fault: NotReadable | TooLarge) -> Unread:
    return Unread(
        _file_name(name),
        fault.message,
        fault.hint,
        is_blank=not name and not text.strip(),
        is_too_large=isinstance(fault, TooLarge),
        words=first_words(text),
    )


def _file_name(name: str) -> str:
    """Return *name* without its folders: readers and reports refer to files by their last name."""
    return name.replace("\\", "/").rpartition("/")[2]


def _choose_clock(evidence: Evidence, pieces: tuple[Piece, ...], clock: int | None) -> tuple[int | None, ClockSource]:
    """Return the time to judge *evidence* at, None if it already has one or if there is none, and where it comes from."""
    if not isinstance(evidence.now, Absence):
        return None, ClockSource.GIVEN
    if not isinstance(evidence.get(APPLE_CLOCK), Absence):
        return None, ClockSource.APPLE
    recorded = _recorded_time(evidence, pieces)
    if recorded is not None:
        return recorded, ClockSource.RECORD
    return clock, ClockSource.NONE if clock is None else ClockSource.CALLER


def _recorded_time(evidence: Evidence, pieces: tuple[Piece, ...]) -> int | None:
    """Return the time of the judged request or its answer in a log or recording, else the last time in it."""
    dated = [piece for piece in reversed(pieces) if piece.at is not None]
    for part in (evidence.request, evidence.answer):
        for piece in dated:
            if any(value is part for value in _messages_of(piece)):
                return piece.at
    return dated[0].at if dated else None


def _messages_of(piece: Piece) -> tuple[object, ...]:
    return (piece.value.request, piece.value.response) if isinstance(piece.value, Exchange) else (piece.value,)


def _without_blanks(known: Known) -> Known:
    """Return *known* without whitespace around its values, and with a blank value as unknown."""
    return replace(
        known,
        team_id=_text(known.team_id),
        key_id=_text(known.key_id),
        bundle_ids=_texts(known.bundle_ids),
        services_ids=_texts(known.services_ids),
        redirect_uri=_text(known.redirect_uri),
    )


def _text(value: str | Absence) -> str | Absence:
    return value if isinstance(value, Absence) else value.strip() or UNKNOWN


def _texts(values: tuple[str, ...] | Absence) -> tuple[str, ...] | Absence:
    # Keep an empty tuple: it means that there is none.
    return values if isinstance(values, Absence) or not values else tuple(text for value in values if (text := value.strip())) or UNKNOWN
