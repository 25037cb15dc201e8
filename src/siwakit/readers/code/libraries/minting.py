"""What all JWT libraries have in common: a token is recorded with the form that its signature has."""

from __future__ import annotations

from siwakit.readers.code.library import Given
from siwakit.readers.code.tree import Span
from siwakit.readers.code.values import Table, Token, Unknown, Value, text_of


def mint(given: Given, header: Table, claims: Table, key: Value | None, spans: dict[str, Span] | None = None, *, is_raw: bool = True) -> Token:
    """Record a token that a library signs; *is_raw* means that it writes ECDSA signatures as r and s."""
    algorithm = text_of(header.entries.get("alg"))
    form = is_raw if algorithm in {None, "ES256"} else None
    is_kept = given.run.is_starting
    token = Token(header=header, claims=claims, key=key or Unknown(), is_raw=form, is_kept=is_kept, span=given.span, spans=spans or {})
    given.run.tokens.append(token)
    return token
