"""Recognise what a text is, whatever was pasted and however much of it.

A text that is one thing is that thing. Anything else is cut at the beginning of each command, message and paragraph, and each
cut is recognised by itself; what stays unknown is reported with what was found, never dropped.
"""

from __future__ import annotations

import re
from dataclasses import replace
from textwrap import dedent

from siwakit.apple import kind_of
from siwakit.errors import NotReadable, TooLarge
from siwakit.evidence.pieces import Piece, PieceKind
from siwakit.patterns import pattern
from siwakit.readers.cuts import claimed, cut_up, holds_messages, recognise_one
from siwakit.readers.endpoint_addresses import other_client_in
from siwakit.readers.key_files import KEY_FILE
from siwakit.readers.model import Scope, Text
from siwakit.readers.registry import readers_of
from siwakit.readers.relevance import concerns_sign_in
from siwakit.readers.requests.raw_http import set_apart
from siwakit.readers.requests.verbose import is_verbose
from siwakit.readers.shapes import is_key

MAX_CHARACTERS = 1024 * 1024
HINT = (
    "give a curl command, raw HTTP, Apple's answer, an authorize URL, a client_secret or other JWT, a .p8 key, "
    "a key set, form fields, settings, a HAR or a line of a log; separate several of them with an empty line"
)
_CURLY_ADDRESS = pattern(r"\bcurl\b[^\n]{0,80}[\u2018\u201c]https?://")
_FLAT = pattern(r"(?<=\s)\\[ \t]+(?=--?[A-Za-z])")
_PLAIN_QUOTES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"'})
# A reply marks each line of the mail that it quotes; in `curl -v` no such mark follows the empty line.
_MARK_OF_MAIL = pattern(r"^(?:>[^\S\n]?)++", re.MULTILINE)
_GOES_ON_AS_MAIL = pattern(r"^>[^\S\n]*\n>[^\S\n]?(?![A-Z]{3,10} \S+ HTTP/)[^\S\n]*[^\s>]", re.MULTILINE)
_LINES_OF_MAIL = pattern(r"(?:^>[^\n]*\n){3}", re.MULTILINE)
_FENCE = pattern(r"^[^\S\n]*(?:```|~~~)[^\n`]*$", re.MULTILINE)


def recognise(text: str, name: str = "") -> tuple[Piece, ...]:
    """Return what *text* contains, in order. The content decides; the *name* of its file only marks an unreadable file as one of Apple's keys.

    Raises:
        NotReadable: nothing in it is known, or a command or a message breaks off.
        TooLarge: over 1 MiB, over 100 pieces, or a token over 16 KiB.
    """
    if len(text) > MAX_CHARACTERS:
        raise TooLarge(f"a text of {len(text)} characters, expected at most {MAX_CHARACTERS}", hint="give only the failing request and its answer")
    given = Text(set_apart(_with_plain_quotes(_without_marks_of_mail(_without_indent(text)))), name)
    pieces = _read_first(Scope.ALONE, given) or _read_with_what_is_beside(given)
    return tuple(replace(piece, name=name) for piece in pieces) if name else pieces


def _read_first(scope: Scope, text: Text) -> tuple[Piece, ...]:
    """Return what *text* is to the first reader of *scope* that recognises something in it."""
    for reader in readers_of(scope):
        pieces = reader.read(text)
        if pieces:
            return claimed(reader, pieces)
    return ()


def _read_with_what_is_beside(text: Text) -> tuple[Piece, ...]:
    fault: NotReadable | None = None
    pieces: tuple[Piece, ...] = ()
    try:
        pieces = _read_first(Scope.FILE, text) or _read_parts(text)
    except NotReadable as unreadable:
        fault = unreadable
    beside = [(reader, found) for reader in readers_of(Scope.BESIDE) if not reader.is_idle(pieces) and (found := reader.read(text))]
    if fault and not beside:
        raise fault
    for reader, found in beside:
        pieces = (*(piece for piece in pieces if not reader.replaces(piece, text)), *claimed(reader, found))
    return pieces


def _read_parts(text: Text) -> tuple[Piece, ...]:
    whole = None if holds_messages(text.text) else _recognise_whole(text)
    pieces = _settle(text, whole) if whole else _settle(text, *cut_up(_without_fences(text.text).lstrip("\ufeff")))
    read = [piece for piece in pieces if piece.kind is not PieceKind.UNREAD]
    if read and (len(read) == len(pieces) or concerns_sign_in(text.text, read)):
        return pieces
    pieces = _read_first(Scope.LAST, text)
    if not pieces:
        raise NotReadable(_describe(text.text, text.name), hint=_hint(text.text))
    return tuple(replace(piece, text=text.text) for piece in pieces)


def _settle(text: Text, *pieces: Piece) -> tuple[Piece, ...]:
    """Return *pieces*, each replaced if another reader recognises more in it."""
    for reader in readers_of(Scope.OVER):
        parts = [piece for piece in pieces if piece.kind is not PieceKind.RESPONSE]
        found = reader.read(text) if parts and all(reader.replaces(part, text) for part in parts) else ()
        if found:
            pieces = (*claimed(reader, found), *_answers_in(pieces, text))
    return tuple(better for piece in pieces for better in _read_rest(piece, text) or (piece,))


def _answers_in(pieces: tuple[Piece, ...], text: Text) -> tuple[Piece, ...]:
    """Return the answers among *pieces*, and those in the lines of a log beside what else *text* contains."""
    logged = [found for piece in pieces if piece.kind is PieceKind.UNREAD and piece.text != text.text for found in _read_rest(piece, text)]
    return tuple(piece for piece in (*pieces, *logged) if piece.kind is PieceKind.RESPONSE)


def _read_rest(piece: Piece, text: Text) -> tuple[Piece, ...]:
    """Return what log lines or an error message contain, instead of *piece* of *text*."""
    for reader in readers_of(Scope.REST):
        found = reader.read(Text(piece.text)) if reader.replaces(piece, text) else ()
        if found:
            return claimed(reader, found)
    return ()


def _without_fences(text: str) -> str:
    return _FENCE.sub("", text) if "```" in text or "~~~" in text else text


def _without_marks_of_mail(text: str) -> str:
    """Remove the `>` before each line of a quoted mail."""
    if ">" not in text or "\n< HTTP/" in text:
        return text
    is_all = all(line.startswith(">") for line in text.split("\n") if line.strip())
    is_mail = is_all or _GOES_ON_AS_MAIL.search(text) or (_LINES_OF_MAIL.search(text) and not is_verbose(text))
    return _MARK_OF_MAIL.sub("", text) if is_mail else text


def _without_indent(text: str) -> str:
    """Remove a fence around the whole text, and an indent that all lines have, as in code on a page; a key by itself is left as it is."""
    first = text.lstrip("\r\n")
    if first.startswith(("```", "~~~")):
        return _without_fences(text)
    return dedent(text) if first[:1] in {" ", "\t"} and not is_key(text) else text


def _with_plain_quotes(text: str) -> str:
    """Undo what editors and forums do to a command: typographic quotes around an address, and all lines joined in one."""
    if "curl" not in text:
        return text
    if "\\ " in text or "\\\t" in text:
        text = _FLAT.sub(" ", text)
    is_curly = ("\u2018" in text or "\u201c" in text) and _CURLY_ADDRESS.search(text)
    return text.translate(_PLAIN_QUOTES) if is_curly else text


def _recognise_whole(text: Text) -> Piece | None:
    """Return what the whole of *text* is, or None."""
    bare = text.text.strip("\ufeff \t\r\n")
    piece = recognise_one(Text(bare, text.name))
    if piece is None:
        return None
    # White space around a key is part of its file, and is judged with it.
    is_bare_key = piece.kind is PieceKind.KEY and piece.value == bare and (is_key(text.text) or piece.reader == KEY_FILE.id)
    return replace(piece, value=text.text if is_bare_key else piece.value, text=text.text)


def _describe(text: str, name: str) -> str:
    if not text.strip():
        return "the text is empty"
    where = f"{name!r}" if name else "the text"
    other = other_client_in(text)
    if other:
        return f"{where} is a command of {other}, expected curl"
    kind = kind_of(text.strip())
    if kind:
        return f"{where} is an opaque value ({kind.value}); by itself it says nothing"
    return f"{where} is nothing that siwakit recognises ({len(text)} characters)"


def _hint(text: str) -> str:
    return f"give the whole request that it was sent in; {HINT}" if kind_of(text.strip()) else HINT
