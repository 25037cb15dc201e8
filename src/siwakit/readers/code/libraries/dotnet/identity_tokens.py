"""Identity tokens in .NET: what JwtSecurityTokenHandler and JsonWebTokenHandler read without verifying it."""

from __future__ import annotations

from siwakit.readers.code.libraries.decoded_tokens import CLAIMS, DECODED, decoder, read_claim
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.token_uses import words_in
from siwakit.readers.code.values import Closure, Unknown, Value

IDENTITY_TOKENS = Library(DECODED)

IDENTITY_TOKENS.method("", "ReadJwtToken", "ReadJsonWebToken", "ReadToken")(decoder())
IDENTITY_TOKENS.function("JsonWebToken")(decoder())


@IDENTITY_TOKENS.method(CLAIMS, "First", "FirstOrDefault", "Single", "SingleOrDefault")
def _first(given: Given) -> Value | None:
    """Return the claim that a function chooses by its type."""
    choose = given.get(0)
    texts = words_in(choose.function.body)[1] if isinstance(choose, Closure) else set()
    name = next((name for name in ("sub", "email") if name in texts), None)
    return read_claim(given, name) if name else Unknown(name="claim", span=given.span)
