"""Guess from the words of an unknown message what it is about, so that it still points somewhere.

A line counts if it reports a failure and names one of a few things. Lines of source code do not: in code, these words are what may go wrong and not
what went wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from siwakit.apple import ERRORS
from siwakit.evidence.pieces import Piece, PieceKind
from siwakit.evidence.said import Proof, Statement
from siwakit.patterns import pattern
from siwakit.readers.messages.plain import plain

_MAX_LINES = 200
_MAX_CHARACTERS = 600
_MAX_GUESSES = 3
_FAILURE = pattern(
    r"(?i)\b(?:error|exception|fail(?:ed|ure|s)?|invalid|missing|mismatch(?:ed)?|unable|could ?n[o']t|cannot|can't|unexpected|rejected|refused|denied"
    r"|required|wrong|unknown|undefined|null|not (?:found|valid|allowed|accepted|match(?:ed)?|trusted))\b"
)
_CODE = pattern(
    r"[;{}]\s*$|=>|\)\s*:\s*$|^\s*(?:#|//|/\*|\*|--|at \S+ ?\(|(?:def|class|import|from|const|let|var|public|private|return|throw|raise|if)\b)"
)
_TOPICS = (
    (pattern(r"(?i)\bnonce\b"), Proof.NONCE_DIFFERS),
    (pattern(r"(?i)\b(?:audience|aud)\b"), Proof.AUDIENCE_REFUSED),
    (pattern(r"(?i)\bissuer\b"), Proof.ISSUER_REFUSED),
    (pattern(r"(?i)\b(?:csrf|xsrf|forgery)\b"), Proof.CSRF_REFUSED),
    (pattern(r"(?i)\bstate\b"), Proof.STATE_DIFFERS),
    (pattern(r"(?i)\bcookies?\b"), Proof.COOKIE_NOT_RETURNED),
    (pattern(r"(?i)\b(?:code_verifier|pkce)\b"), Proof.VERIFIER_MISSING),
    (pattern(r"(?i)\bredirect[_ ]ur[il]\b"), Proof.REDIRECT_REFUSED),
    (pattern(r"(?i)\b(?:private ?key|p8|pem|pkcs ?#?8|signing key)\b"), Proof.KEY_REFUSED),
    (pattern(r"(?i)\b(?:id|identity)[_ ]?token\b"), Proof.TOKEN_REFUSED),
)


def guess_messages(text: str) -> tuple[Piece, ...]:
    """Return what *text* seems to say, at most three statements, each of which is a guess."""
    guesses: dict[Proof, Piece] = {}
    for line in islice(_lines(text), _MAX_LINES):
        words = plain(line)
        proof = next((proof for topic, proof in _TOPICS if topic.search(words)), None) if _reports_failure(words) else None
        if proof and proof not in guesses:
            guesses[proof] = Piece(PieceKind.MESSAGE, Statement("unknown-words", "unknown words", proof, words, is_guess=True), text=line)
    return tuple(islice(guesses.values(), _MAX_GUESSES))


def _reports_failure(words: str) -> bool:
    """Return whether *words* report a failure in words of their own: if they quote Apple's error, that is the failure."""
    return _FAILURE.search(words) is not None and not any(error in words for error in ERRORS)


def _lines(text: str) -> Iterator[str]:
    return (line[:_MAX_CHARACTERS] for line in text.split("\n") if line.strip() and not _CODE.search(line[:_MAX_CHARACTERS]))
