"""Find source code: a file with the ending of a language, a fenced block, or a text with the words of a program."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from siwakit.apple import ISSUER
from siwakit.evidence.form_fields import FormReading
from siwakit.evidence.pieces import Piece, PieceKind, SourceText
from siwakit.jose.jws import Jws
from siwakit.patterns import pattern
from siwakit.readers.code.known_languages import KnownLanguage, language_of_fence, language_of_file, language_of_text
from siwakit.readers.code.language_words import count_forms
from siwakit.readers.code.pasted import without_prose
from siwakit.readers.model import Reader, Sample, Scope, Text
from siwakit.readers.relevance import names_apple

_FENCED = pattern(r"^[^\S\n]{0,8}(?:```|~~~)[^\S\n]{0,4}([\w#+-]{0,20})[^\n]{0,80}\n(.*?)^[^\S\n]{0,8}(?:```|~~~)", re.MULTILINE | re.DOTALL)
_MOST_BLOCKS = 50
_SHELLS = frozenset({"shell", "powershell"})
_COMMANDS = frozenset({PieceKind.REQUEST, PieceKind.FORM, PieceKind.CALLBACK})
_SETS_VARIABLE = pattern(r"^[ \t]{0,40}(?:(?:export|local|readonly) )?\w+=|^[ \t]{0,40}\$\w+[ \t]*=", re.MULTILINE)
# A command that mints nothing, on one line or on several: most of what is pasted. Its language need not be recognised.
_ONE_COMMAND = pattern(r"\s*+curl (?:[^\n\\$`]++|\\\r?\n|\\[^\r\n])*+\s*+")
# What a program needs to mint a client_secret or to send one.
_WORDS = ("omniauth", "keyid", "key_id", "sign", "encode", "token", "secret", "jwt", "jws", "compact", "es256", "serialize")
_CALLED = pattern(r"[$@]?[A-Za-z_][\w.:]{0,60}[!?]?[(\[]")


def find_source(text: Text) -> tuple[Piece, ...]:
    """Return the programs in *text* that can concern Sign in with Apple."""
    lower = text.text.lower()
    if _ONE_COMMAND.fullmatch(text.text) or not any(word in lower for word in _WORDS) or not names_apple(text.text):
        return ()
    return tuple(_piece(language, source) for language, source in _programs(text))


def read_program_beside(text: Text) -> tuple[Piece, ...]:
    """Return the program that the file *text* is by its name; others that were given with it can import it."""
    language = language_of_file(text.name)
    return () if language is None else (replace(_piece(language, text.text), name=text.name),)


def _programs(text: Text) -> Iterator[tuple[KnownLanguage, str]]:
    language = language_of_file(text.name)
    if language is not None and (language.id != "shell" or any(count_forms("shell", text.text))):
        yield language, text.text
        return
    fenced = False
    for match in islice(_FENCED.finditer(text.text), _MOST_BLOCKS):
        found = language_of_fence(match[1]) or language_of_text(match[2])
        if found is not None:
            fenced = True
            yield found, match[2]
    if not fenced:
        program = without_prose(text.text)
        found = language_of_text(program)
        if found is not None:
            yield found, program


def _piece(language: KnownLanguage, source: str) -> Piece:
    return Piece(PieceKind.SOURCE, SourceText(language.id, source), text=source)


_QUOTES = ("'", '"', "`")
# What joins the end of one string with a value, as in `"client_id=" + id`.
_JOINED = pattern(r"\s{0,20}(?:[+.&~]|<>|\|\||\+\+)\s")


def _is_of_a_program(piece: Piece, text: Text) -> bool:
    """Return whether *piece* is only lines of the program: nothing, fields of a form that are assignments, a command, or an example of a token.

    A command whose variables the script sets is known better by running the script.
    """
    if isinstance(piece.value, Jws) and _is_of_a_file(text):
        # In a file of a program an identity token of a person is an example: it has expired long ago, and the program does not send it.
        return (piece.value.claims or {}).get("iss") == ISSUER
    if piece.kind in _COMMANDS and (piece.kind is not PieceKind.REQUEST or "$" in piece.text) and _is_script(text):
        return True
    if piece.kind is not PieceKind.FORM or not isinstance(piece.value, FormReading):
        return piece.kind is PieceKind.UNREAD
    return _is_of_a_file(text) or any(_is_expression(field.name, field.value, text.text) for field in piece.value.fields)


def _is_of_a_file(text: Text) -> bool:
    """Return whether *text* is a file of a program, in which strings are all that looks like a form."""
    language = language_of_file(text.name)
    return language is not None and language.id not in _SHELLS


def _is_expression(name: str, value: str, text: str) -> bool:
    return value.startswith(_QUOTES) or _JOINED.match(value) is not None or _CALLED.match(value) is not None or _ends_string(name, value, text)


def _ends_string(name: str, value: str, text: str) -> bool:
    """Return whether the field *name* seems to have no value because a string ends behind it, as in `"client_secret=" + secret`."""
    return not value and any(f"{name}={quote}" in text for quote in _QUOTES)


def _is_script(text: Text) -> bool:
    language = language_of_file(text.name) or language_of_text(text.text)
    return language is not None and language.id in _SHELLS and _SETS_VARIABLE.search(text.text) is not None


SOURCE_CODE = Reader(
    id="source-code",
    title="source code that mints a client_secret or calls Apple",
    scope=Scope.BESIDE,
    read=find_source,
    replaces=_is_of_a_program,
    good=lambda: (
        Sample(
            "a function that mints with jsonwebtoken",
            "const jwt = require('jsonwebtoken');\n"
            "const secret = jwt.sign({ iss: TEAM, sub: CLIENT, aud: 'https://appleid.apple.com' }, key, { algorithm: 'ES256', keyid: KEY_ID });",
            (PieceKind.SOURCE,),
        ),
    ),
    bad=lambda: (Sample("a program that has nothing to do with Apple", "const jwt = require('jsonwebtoken');\njwt.sign({ sub: 1 }, 'key');"),),
)
