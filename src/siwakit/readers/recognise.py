"""Say by itself what a text is, whatever was pasted and however much of it.

A text that is one thing is that thing. Anything else is cut where a command, a message or a paragraph begins, and each
cut is recognised alone; what stays unknown is reported beside what was found, never dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from io import BytesIO
from itertools import islice
from textwrap import dedent

from siwakit.apple import kind_of
from siwakit.errors import NotReadable, TooLarge
from siwakit.evidence.form_fields import FormReading
from siwakit.evidence.pieces import Piece, PieceKind
from siwakit.patterns import pattern
from siwakit.readers.cuts import cut_up, holds_messages, recognise_one
from siwakit.readers.decoded import find_decoded
from siwakit.readers.key_literals import key_in_code
from siwakit.readers.logs.log_lines import pieces_in_log
from siwakit.readers.relevance import concerns_sign_in
from siwakit.readers.requests.collections import is_collection, read_collection
from siwakit.readers.requests.har import HEAD_BYTES, is_har, read_har
from siwakit.readers.requests.raw_http import set_apart
from siwakit.readers.requests.verbose import is_verbose
from siwakit.readers.settings.any_settings import find_settings, read_settings
from siwakit.readers.shapes import is_key, is_key_name

MAX_CHARACTERS = 1024 * 1024
_MAX_ENDPOINTS = 20
_ENDPOINT = pattern(r"https://appleid\.apple\.com/auth/(?:oauth2/v2/)?(?:authorize|token|revoke|keys|usermigrationinfo)\b")
HINT = (
    "give a curl command, raw HTTP, Apple's answer, an authorize URL, a client_secret or other JWT, a .p8 key, "
    "a key set, form fields, settings, a HAR or a line of a log, each alone or with an empty line between them"
)
_OF_A_LOG = frozenset(
    {"level", "severity", "lvl", "msg", "message", "log", "logger", "time", "timestamp", "ts", "@timestamp", "@t", "@mt", "err", "body", "answer"}
)
_OF_SETTINGS = frozenset({PieceKind.UNREAD, PieceKind.KEY, PieceKind.SETTINGS})
_OF_A_REQUEST = frozenset({"grant_type", "code", "refresh_token", "token", "client_secret"})
_CURLY_ADDRESS = pattern(r"\bcurl\b[^\n]{0,80}[\u2018\u201c]https?://")
_FLAT = pattern(r"(?<=\s)\\[ \t]+(?=--?[A-Za-z])")
_PLAIN_QUOTES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"'})
# A mail that is answered marks each of its lines; behind the empty line of `curl -v` no such mark goes on.
_MARK_OF_MAIL = pattern(r"^(?:>[^\S\n]?)++", re.MULTILINE)
_GOES_ON_AS_MAIL = pattern(r"^>[^\S\n]*\n>[^\S\n]?(?![A-Z]{3,10} \S+ HTTP/)[^\S\n]*[^\s>]", re.MULTILINE)
_LINES_OF_MAIL = pattern(r"(?:^>[^\n]*\n){3}", re.MULTILINE)
_FENCE = pattern(r"^[^\S\n]*(?:```|~~~)[^\n`]*$", re.MULTILINE)
_OTHER_CLIENT = pattern(r"^[^\S\n]*(?:\S{1,40} )?(wget|http|https|xh|Invoke-WebRequest|Invoke-RestMethod|iwr|irm)[^\S\n]", re.MULTILINE)


def recognise(text: str, name: str = "") -> tuple[Piece, ...]:
    """Return what *text* holds, in order. The content decides; the *name* of its file only marks an unreadable file as a key of Apple's.

    Raises:
        NotReadable: nothing in it is known, or a command or a message breaks off.
        TooLarge: over 1 MiB, over 100 pieces, or a token over 16 KiB.
    """
    if len(text) > MAX_CHARACTERS:
        raise TooLarge(f"a text of {len(text)} characters, expected at most {MAX_CHARACTERS}", hint="give the failing request and its answer alone")
    text = set_apart(_with_plain_quotes(_without_marks_of_mail(_without_indent(text))))
    if is_har(text[:HEAD_BYTES].encode("utf-8", "replace")):
        return tuple(replace(piece, name=name) for piece in read_har(BytesIO(text.encode("utf-8", "replace"))))
    if is_collection(text):
        return tuple(replace(piece, name=name) for piece in read_collection(text))
    decoded = find_decoded(text)
    try:
        pieces = _recognise(text, name)
    except NotReadable:
        if not decoded:
            raise
        pieces = ()
    beside = tuple(piece for piece in pieces if not _is_token_itself(piece)) if decoded else pieces
    return (*beside, *(replace(piece, name=name) for piece in decoded))


def _recognise(text: str, name: str) -> tuple[Piece, ...]:
    named = read_settings(text, name)
    if named:
        return (Piece(PieceKind.SETTINGS, named, name, text),)
    whole = None if holds_messages(text) else _recognise_whole(text, name)
    logged = pieces_in_log(text) if whole and _is_log_line(whole) else ()
    if whole and not logged and (not _may_be_settings(whole) or not find_settings(text)):
        return (replace(whole, name=name, text=text),)
    pieces = logged or tuple(_with_logs(_with_settings(text, cut_up(_without_fences(text).lstrip("\ufeff")))))
    is_between_words = any(piece.kind is PieceKind.UNREAD for piece in pieces)
    if all(piece.kind is PieceKind.UNREAD for piece in pieces) or (is_between_words and not concerns_sign_in(text, pieces)):
        written = _written_in_code(text)
        if written:
            return (replace(written, name=name, text=text),)
        raise NotReadable(_describe(text, name), hint=_hint(text))
    return tuple(replace(piece, name=name) for piece in pieces)


def _written_in_code(text: str) -> Piece | None:
    """Return the key that is written out in source code, or the addresses of Apple's endpoints: of those there is nothing to judge."""
    key = key_in_code(text)
    if key is not None:
        return Piece(PieceKind.KEY, key)
    if _OTHER_CLIENT.search(text):
        # A request, in a language that is not read: better said than passed over.
        return None
    found = dict.fromkeys(address.group() for address in islice(_ENDPOINT.finditer(text), _MAX_ENDPOINTS))
    return Piece(PieceKind.SETTINGS, {"endpoints": list(found)}) if found else None


def _without_fences(text: str) -> str:
    return _FENCE.sub("", text) if "```" in text or "~~~" in text else text


def _without_marks_of_mail(text: str) -> str:
    """Take away the `>` before each line of a mail that is answered, which is no word of the mail."""
    if ">" not in text or "\n< HTTP/" in text:
        return text
    is_all = all(line.startswith(">") for line in text.split("\n") if line.strip())
    is_mail = is_all or _GOES_ON_AS_MAIL.search(text) or (_LINES_OF_MAIL.search(text) and not is_verbose(text))
    return _MARK_OF_MAIL.sub("", text) if is_mail else text


def _without_indent(text: str) -> str:
    """Take away a fence around all, and the indent that every line has, as code has it on a page; a key alone is left as it is."""
    first = text.lstrip("\r\n")
    if first.startswith(("```", "~~~")):
        return _without_fences(text)
    return dedent(text) if first[:1] in {" ", "\t"} and not is_key(text) else text


def _with_plain_quotes(text: str) -> str:
    """Undo what editors and forums make of a command: quotes of typography around an address, and its lines in one."""
    if "curl" not in text:
        return text
    if "\\ " in text or "\\\t" in text:
        text = _FLAT.sub(" ", text)
    is_curly = ("\u2018" in text or "\u201c" in text) and _CURLY_ADDRESS.search(text)
    return text.translate(_PLAIN_QUOTES) if is_curly else text


def _is_token_itself(piece: Piece) -> bool:
    """Tell whether *piece* is no more than a token that was taken apart, read as something else."""
    if piece.kind is PieceKind.UNREAD:
        return True
    if piece.kind not in {PieceKind.SETTINGS, PieceKind.NOTIFICATION} or not isinstance(piece.value, Mapping):
        return False
    return any(name in piece.value for name in ("iss", "alg")) or isinstance(piece.value.get("payload"), Mapping)


def _is_log_line(piece: Piece) -> bool:
    return piece.kind is PieceKind.SETTINGS and isinstance(piece.value, Mapping) and bool(piece.value.keys() & _OF_A_LOG)


def _may_be_settings(piece: Piece) -> bool:
    """Tell whether *piece* is what settings are taken for by readers that know nothing of their languages."""
    if isinstance(piece.value, FormReading):
        return not any(piece.value.get(name) for name in _OF_A_REQUEST)
    return piece.kind is PieceKind.KEY


def _with_settings(text: str, pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Return the settings that *text* is as a whole, in the place of *pieces* that are no more than parts of such."""
    answers = tuple(piece for piece in pieces if piece.kind is PieceKind.RESPONSE)
    parts = [piece for piece in pieces if piece.kind is not PieceKind.RESPONSE]
    found = find_settings(text) if parts and all(piece.kind in _OF_SETTINGS or _may_be_settings(piece) for piece in parts) else None
    return (Piece(PieceKind.SETTINGS, found, text=text), *answers) if found else pieces


def _with_logs(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Put what stands in lines of a log, or in the message of an error, in the place of text that nothing else reads."""
    for piece in pieces:
        yield from (pieces_in_log(piece.text) if piece.kind is PieceKind.UNREAD else ()) or (piece,)


def _recognise_whole(text: str, name: str) -> Piece | None:
    """Return what the whole of *text* is, by its content; the *name* tells only that a file without a readable key is one of Apple's key files."""
    bare = text.strip("\ufeff \t\r\n")
    if bare:
        piece = recognise_one(bare)
        if piece:
            # White space around a key belongs to its file, and is judged with it.
            return replace(piece, value=text) if piece.kind is PieceKind.KEY and piece.value == bare and is_key(text) else piece
    return Piece(PieceKind.KEY, text) if is_key_name(name) and not pieces_in_log(text) else None


def _describe(text: str, name: str) -> str:
    if not text.strip():
        return "the text is empty"
    where = f"{name!r}" if name else "the text"
    other = _OTHER_CLIENT.search(text)
    if other:
        return f"{where} is a command of {other.group(1)}, expected curl"
    kind = kind_of(text.strip())
    if kind:
        return f"{where} is an opaque value ({kind.value}); alone it says nothing"
    return f"{where} is nothing that siwakit recognises ({len(text)} characters)"


def _hint(text: str) -> str:
    return f"give the whole request that it was sent in; {HINT}" if kind_of(text.strip()) else HINT
