"""Decide whether what was found between other words can belong to a sign-in with Apple.

A text that is one thing is judged as that thing: it was given for a reason. In a document or a program, a path that ends in `.pem`, a line
`code = …` and a certificate can be many other things. They are evidence only if the text mentions Apple, or if something in it can only be
from a sign-in with Apple.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from siwakit.apple import HOST, OTHER_HOST, endpoint_of
from siwakit.evidence.form_fields import FormReading
from siwakit.evidence.pieces import Piece, PieceKind
from siwakit.http import Exchange, Request
from siwakit.jose.jws import Jws
from siwakit.patterns import pattern
from siwakit.readers.decoded import is_made_for_sign_in

_APPLE = pattern(r"(?i)apple(?!webkit)|\bsiwa\b")
_SECRET = pattern(r"(?i)client[ _-]?secret")
_APPLE_HOSTS = (HOST, OTHER_HOST)
_CLEAR_KINDS = frozenset({PieceKind.NOTIFICATION, PieceKind.AUTHORIZE, PieceKind.CALLBACK, PieceKind.APP_CALL, PieceKind.DECODED, PieceKind.RESPONSE})
# Apple's keys have this line, and a request for tokens at least two of these fields.
_KEY = "-----BEGIN PRIVATE KEY-----"
_FIELDS = frozenset({"client_id", "client_secret", "grant_type", "redirect_uri", "code_verifier"})
_MIN_FIELDS = 2


def concerns_sign_in(text: str, pieces: Iterable[Piece]) -> bool:
    """Return whether *text* names Apple, or one of its *pieces* can only be from a sign-in with Apple."""
    return names_apple(text) or any(_is_clear(piece, text) for piece in pieces)


def names_apple(text: str) -> bool:
    """Return whether *text* names Apple."""
    folded = text.lower()
    return ("apple" in folded or "siwa" in folded) and _APPLE.search(text) is not None


def _is_clear(piece: Piece, text: str) -> bool:
    if piece.kind in _CLEAR_KINDS:
        return True
    match piece.value:
        case Jws(header=header, claims=claims):
            return is_made_for_sign_in(header or {}, claims or {}) or any(HOST in str((claims or {}).get(name, "")) for name in ("iss", "aud"))
        case FormReading(fields=fields):
            return len({field.name for field in fields} & _FIELDS) >= _MIN_FIELDS
        case Request() as request:
            return _is_to_apple(request)
        case Exchange(request=request):
            return _is_to_apple(request)
        case str(key) if piece.kind is PieceKind.KEY:
            return _KEY in key
        case Mapping():
            return False
        case _:
            # A damaged JWT can be an example of any standard.
            return piece.kind is PieceKind.SECRET_TEXT and _SECRET.search(text) is not None


def _is_to_apple(request: Request) -> bool:
    return any(host in request.url for host in _APPLE_HOSTS) or endpoint_of(request.path.rstrip("/")) is not None
