"""Read what the person who asks says beside logs, commands and settings: "only on the web, iOS works", "since I rotated the key".

What people say is a hint: it orders the suspects, and decides no rule. The languages are loaded when the first prose is read, because most
texts have none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from siwakit.apple import HOST
from siwakit.evidence.pieces import Piece, PieceKind
from siwakit.patterns import pattern
from siwakit.readers.model import Reader, Sample, Scope, Text
from siwakit.readers.relevance import names_apple

# What these read has no prose beside it; a reader of logs, on the other hand, leaves sentences out.
_WITHOUT_PROSE = frozenset(
    {
        *("curl-command", "raw-http", "verbose-curl", "key-set", "private-jwk", "notification", "app-call", "json-answer", "json-request"),
        *("json-settings", "settings-file", "token", "key", "key-file", "json-log-record"),
    }
)
_SIGN_IN = pattern(
    rf"(?i)sign(?:ing|ed|s)?[ -]?in|log(?:ging|ged|s)?[ -]?in|auth|siwa|{HOST}|invalid_(?:client|grant|request)|anmeld|einlog|connexion|connect"
    r"|iniciar|inicio|sesi[oó]n|entrar|acesso|вход|вой|логин|авториз|登[录入錄]|授权|ログイン|サインイン|認証|로그인|인증"
)
_APPLES_ERROR = pattern(r"\binvalid_(?:client|grant)\b")
_OTHER_SERVICE = pattern(
    r"(?i)\b(?:google|github|gitlab|facebook|microsoft|azure|okta|auth0|keycloak|linkedin|twitter|discord|slack|spotify|paypal|stripe)\b"
)


def read_plain_words(text: Text) -> tuple[Piece, ...]:
    """Return what *text* says, if it is about a sign-in with Apple that fails."""
    return _find(text, needs_failure=_APPLES_ERROR.search(text.text) is None) if _is_about_sign_in(text.text) else ()


def read_words_beside(text: Text) -> tuple[Piece, ...]:
    """Return what *text* says that was given together with other texts about a sign-in with Apple."""
    return tuple(replace(piece, reader=PLAIN_WORDS.id) for piece in _find(text, needs_failure=False))


def _find(text: Text, *, needs_failure: bool) -> tuple[Piece, ...]:
    from siwakit.readers.plain_words.prose import is_named_as_prose, paragraphs_of  # noqa: PLC0415  most texts have no prose

    paragraphs = paragraphs_of(text.text) if is_named_as_prose(text.name) else ()
    if not paragraphs:
        return ()
    from siwakit.readers.plain_words.find import find_plain_words, speaks_of_failure  # noqa: PLC0415  many words, which most texts do not need

    return find_plain_words(paragraphs) if not needs_failure or speaks_of_failure(paragraphs) else ()


def _is_about_sign_in(text: str) -> bool:
    """Return whether *text* is about signing in with Apple: it names both, or has one of Apple's errors and no other service."""
    if names_apple(text):
        return _SIGN_IN.search(text) is not None
    return _APPLES_ERROR.search(text) is not None and _OTHER_SERVICE.search(text) is None


def _is_said(piece: Piece, _: Text) -> bool:
    """Return whether *piece* was not read, and is words that say something."""
    return piece.kind is PieceKind.UNREAD and bool(_find(Text(piece.text), needs_failure=False))


def _has_no_prose(pieces: Sequence[Piece]) -> bool:
    return bool(pieces) and all(piece.reader in _WITHOUT_PROSE for piece in pieces)


PLAIN_WORDS = Reader(
    id="plain-words",
    title="what you say in plain words about when it fails, in nine languages: it only orders the suspects",
    scope=Scope.BESIDE,
    read=read_plain_words,
    replaces=_is_said,
    is_idle=_has_no_prose,
    good=lambda: (
        Sample("a sentence", "Sign in with Apple worked for months and stopped yesterday.", (PieceKind.MESSAGE,)),
        Sample("beside an answer", 'only on the web, iOS works\n\n{"error":"invalid_client"}', (PieceKind.MESSAGE,)),
        Sample("in German", "Seit wir den Schlüssel getauscht haben, geht die Anmeldung mit Apple nicht mehr.", (PieceKind.MESSAGE,)),
        Sample("in Japanese", "Appleでサインイン: iOSでは動きますが、Webでは動きません。", (PieceKind.MESSAGE,)),
    ),
    bad=lambda: (
        Sample("a question", "Sign in with Apple fails. Did it work for months?"),
        Sample("what is only supposed", "If you rotated the key, sign in with Apple fails."),
        Sample("another service", "The login with Google worked for months and stopped yesterday."),
        Sample("a string in source code", 'raise LoginError("Sign in with Apple worked for months and stopped yesterday")'),
        Sample("the words of a log", '{"level":"error","msg":"apple login: worked for months and stopped yesterday"}'),
    ),
)
