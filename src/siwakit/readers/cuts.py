"""Cut a text at the beginning of each command, message and paragraph, and recognise each cut by itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from siwakit.errors import TooLarge
from siwakit.evidence.pieces import Piece, PieceKind
from siwakit.http import Exchange, Request, Response
from siwakit.patterns import pattern
from siwakit.readers.documents import read_answer_text
from siwakit.readers.model import Reader, Scope, Text
from siwakit.readers.noted_answers import COMMENT
from siwakit.readers.other_speakers import other_speaker, quoted, speaker_by_headers
from siwakit.readers.registry import VALUES, readers_of
from siwakit.readers.requests.addressee import classify
from siwakit.readers.requests.curl import CURL, CurlReading, read_curl_at
from siwakit.readers.requests.raw_http import BEHIND_FORM, Message, read_http
from siwakit.readers.requests.verbose import read_verbose
from siwakit.readers.shapes import ENVIRONMENT, address_in, is_key, settings_in
from siwakit.record import record

MAX_PIECES = 100
MAX_ANCHORS = 1000
MAX_SETTINGS_DEPTH = 4
_PARAGRAPH_END = pattern(r"\n[^\S\n]*\n\s*+")
_SETTINGS_AMONG_LINES = pattern(r"^(?:[^\S\n]*+(?:export[^\S\n]++)?[A-Z][A-Z0-9_]{2,80}=[^\n]*+(?:\n|\Z)){2,}+", re.MULTILINE)
_LABEL = pattern(r"[^\n{]{0,80}:[^\S\n]*\n")
# After an empty line these are not a body but the next thing that was pasted: a key, a token, and anything after a body
# whose end is known.
_AFTER_MESSAGES = pattern(
    r"""
      \n[^\S\n]*\n(?=[^\S\n]*(?:-{2,}[ ]?BEGIN[ ]|eyJ[\w-]{1,400}\.eyJ))
    | (?:\}|</html>)(?:\*[ ][^\n]*|%)?[^\S\n]*\n[^\S\n]*\n\s*+(?=\S)(?!HTTP/|[<>*][ ]|[A-Z]{3,10}[ ]+\S+[ ]+HTTP/|[\]}\{"<])
    """
    f"| {BEHIND_FORM}",
    re.VERBOSE,
)
_PART_HEAD = pattern(r"\n--[^\n]{1,100}\n(?:[A-Za-z-]{1,40}:[^\n]*\n?)+\Z")  # a part of a multipart body, whose value follows
_PART_HEAD_CHARACTERS = 500
_HINT = "give only the failing request and its answer"
_ALONE_ON_A_LINE = frozenset({PieceKind.TOKEN, PieceKind.RESPONSE, PieceKind.AUTHORIZE})


@record
class _Anchor:
    """Beginning of a command or a message: its line, the offset of its first word, and the reader that found it."""

    line: int
    start: int
    reader: Reader

    @property
    def is_curl(self) -> bool:
        """Return whether it is a command, which its answer may follow."""
        return self.reader is CURL


def holds_messages(text: str) -> bool:
    """Return whether *text* contains a curl command or HTTP."""
    return any(True for reader in readers_of(Scope.START) for _ in reader.find(text))


def cut_up(text: str) -> tuple[Piece, ...]:
    """Return every piece of *text*, including what is not recognised.

    Raises:
        NotReadable: a command or a message that breaks off.
        TooLarge: more than 100 pieces, or a command of more than 4,000 words.
    """
    pieces: list[Piece] = []
    for piece in _cut(text):
        pieces.append(piece)
        if len(pieces) > MAX_PIECES:
            raise TooLarge(f"more than {MAX_PIECES} pieces in one text", hint=_HINT)
    return tuple(pieces)


def _cut(text: str) -> Iterator[Piece]:
    position = 0
    anchors = _find_anchors(text)
    for number, anchor in enumerate(anchors):
        if anchor.line < position:
            continue
        before = text[position : anchor.line]
        is_shown = text[anchor.line : anchor.line + 1] in {"<", ">"} and not anchor.is_curl
        yield from _read_paragraphs(read_verbose(before) if is_shown else before)
        found, position = _read_at(text, anchor, anchors[number + 1 :])
        yield from _with_notes([replace(piece, text=text[anchor.line : position], reader=anchor.reader.id) for piece in found], before)
    yield from _read_paragraphs(text[position:])


def recognise_one(text: Text) -> Piece | None:
    """Return what *text* is if it is one thing that is neither a command nor a message, else None."""
    piece = first_piece(readers_of(Scope.ONE), text)
    if piece is not None and piece.reader == ENVIRONMENT.id and isinstance(piece.value, dict):
        inner = _value_alone(piece.value)
        return replace(inner, reader=piece.reader) if inner else piece
    return piece


def first_piece(readers: Iterable[Reader], text: Text) -> Piece | None:
    """Return what the first of *readers* reads that reads something in *text*, if it is one piece."""
    first = text.text[:1]
    for reader in readers:
        pieces = reader.read(text) if reader.begins in {"", first} else ()
        if pieces:
            return claimed(reader, pieces)[0]
    return None


def claimed(reader: Reader, pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Return *pieces* as found by *reader*."""
    for piece in pieces:
        piece.reader = reader.id  # type: ignore[misc]  # new from the reader, with no other reference; a copy costs more than the reading
    return tuple(pieces)


def _value_alone(settings: dict[str, str]) -> Piece | None:
    """Return the key or token that is the only setting, or the only one in its value: `KEY=APPLE_KEY=eyJ...`."""
    inner: dict[str, str] | None = settings
    for _ in range(MAX_SETTINGS_DEPTH):
        if inner is None or len(inner) != 1:
            return None
        (value,) = inner.values()
        piece = first_piece(VALUES, Text(value))
        if piece:
            return piece if piece.kind in {PieceKind.TOKEN, PieceKind.SECRET_TEXT, PieceKind.KEY} else None
        inner = settings_in(value)
        if inner is None:
            return Piece(PieceKind.KEY, value) if not address_in(value) and is_key(value) else None
    return None


def _line_of(text: str, offset: int) -> int:
    return text.rfind("\n", 0, offset) + 1


def _find_anchors(text: str) -> list[_Anchor]:
    anchors: list[_Anchor] = []
    for reader in readers_of(Scope.START):
        anchors += (_Anchor(_line_of(text, start), start, reader) for start in islice(reader.find(text), MAX_ANCHORS))
    if len(anchors) >= MAX_ANCHORS:
        raise TooLarge(f"{MAX_ANCHORS} commands and messages or more in one text", hint=_HINT)
    return sorted(anchors, key=lambda anchor: (anchor.line, anchor.start))


def _read_at(text: str, anchor: _Anchor, later: list[_Anchor]) -> tuple[list[Piece], int]:
    """Return the pieces that begin at *anchor*, and where they end."""
    if not anchor.is_curl:
        end = _end_of_messages(text, anchor.line, later)
        return [_as_piece(message) for message in read_http(text[anchor.line : end])], end
    reading = read_curl_at(text, anchor.start)
    following = [one for one in later if one.line >= reading.end]
    first = following[0] if following else None
    if first and not first.is_curl and not read_verbose(text[reading.end : first.line]).strip():
        end = _end_of_messages(text, first.line, following[1:])
        answer, *others = read_http(text[first.line : end])
        if not isinstance(answer, Request):
            response = answer.response if isinstance(answer, Exchange) else answer
            return [_of_curl(reading, response), *map(_as_piece, others)], end
    response, end = _find_answer(text, reading.end, first.line if first else len(text))
    return [_of_curl(reading, response)], end


def _end_of_messages(text: str, start: int, later: list[_Anchor]) -> int:
    end = next((anchor.line for anchor in later if anchor.is_curl), len(text))
    cuts = (cut.end() for cut in _AFTER_MESSAGES.finditer(text, start, end) if not _is_in_a_part(text, start, cut.start()))
    return next(cuts, end)


def _is_in_a_part(text: str, start: int, offset: int) -> bool:
    """Return whether the empty line at *offset* separates the head of a part of a multipart body from its value."""
    return bool(_PART_HEAD.search(text[max(start, offset - _PART_HEAD_CHARACTERS) : offset].replace("\r", "")))


def _find_answer(text: str, start: int, end: int) -> tuple[Response | None, int]:
    """Return Apple's answer to a command, if it follows the command, and the offset of its end."""
    rest = text[start:end]
    whole = read_answer_text(rest)
    if whole:
        return whole, end
    indent = len(rest) - len(rest.lstrip())
    stop = _PARAGRAPH_END.search(rest, indent)
    size = stop.start() if stop else len(rest)
    response = read_answer_text(rest[:size])
    return response, start + size if response else start


def _of_curl(reading: CurlReading, response: Response | None) -> Piece:
    return replace(classify(reading.request, response), unread_files=reading.unread_files)


def _as_piece(message: Message) -> Piece:
    if isinstance(message, Response):
        value = Text(message.text.strip()).json_object
        speaker = speaker_by_headers(message) or (other_speaker(value) if value else None)
        return quoted(speaker, message.text) if speaker else Piece(PieceKind.RESPONSE, message)
    if isinstance(message, Exchange):
        return classify(message.request, message.response)
    return classify(message, None)


def _with_notes(pieces: list[Piece], before: str) -> list[Piece]:
    """Return *pieces*, the first with the comments above it."""
    if not pieces:
        # Only an interim answer, or the answer of a proxy.
        return []
    notes = tuple(found.group(1).strip() for found in map(COMMENT.fullmatch, before.split("\n")) if found)
    return [replace(pieces[0], notes=notes), *pieces[1:]]


def _without_comments(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if not COMMENT.fullmatch(line))


def _read_paragraphs(text: str) -> Iterator[Piece]:
    for paragraph in _PARAGRAPH_END.split(text):
        for reader in readers_of(Scope.COMMENT):
            yield from claimed(reader, reader.read(Text(paragraph)))
        bare = _without_comments(paragraph).strip()
        if bare:
            yield from _read_paragraph(bare)


def _settings_among(bare: str) -> tuple[str, Piece | None, str]:
    """Return the settings of the environment between other lines, with what is before and after them, unless they may be variables of a program."""
    run = None if "$" in bare or "curl" in bare else _SETTINGS_AMONG_LINES.search(bare)
    if run is None or run.end() - run.start() == len(bare) or "APPLE" not in run[0]:
        return "", None, ""
    piece = recognise_one(Text(run[0].strip()))
    found = replace(piece, text=run[0]) if piece and piece.kind is PieceKind.SETTINGS else None
    return bare[: run.start()].strip(), found, bare[run.end() :].strip()


def _read_paragraph(bare: str) -> Iterator[Piece]:
    piece = recognise_one(Text(bare))
    label = None if piece else _LABEL.match(bare)
    if label:
        piece = recognise_one(Text(bare[label.end() :].strip()))
    if piece:
        yield replace(piece, text=bare)
        return
    before, settings, after = _settings_among(bare)
    if settings:
        yield from _read_paragraph(before) if before else ()
        yield settings
        yield from _read_paragraph(after) if after else ()
        return
    unread: list[str] = []
    for line in bare.split("\n")[:MAX_PIECES]:
        found = recognise_one(Text(line.strip()))
        if found and found.kind in _ALONE_ON_A_LINE:
            yield replace(found, text=line)
        else:
            unread.append(line)
    if unread:
        yield Piece(PieceKind.UNREAD, "\n".join(unread), text="\n".join(unread))
