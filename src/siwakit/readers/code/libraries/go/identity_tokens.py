"""Identity tokens in Go: what golang-jwt parses without verifying it."""

from __future__ import annotations

from siwakit.readers.code.libraries.decoded_tokens import CLAIMS, DECODED, WHOLE, decoded, split, still_segment
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.values import Array, Instance, Unknown, Value

IDENTITY_TOKENS = Library(DECODED)
_function, _method = IDENTITY_TOKENS.function, IDENTITY_TOKENS.method

_function("base64.RawURLEncoding.DecodeString", "base64.URLEncoding.DecodeString", "base64.StdEncoding.DecodeString")(still_segment())


@_method("", "ParseUnverified")
def _parse(given: Given) -> Value | None:
    """Return a token that golang-jwt parses without verifying it, with its segments and an error; the second argument gets the claims."""
    claims, token = decoded(given, given.get(0), CLAIMS), decoded(given, given.get(0), WHOLE)
    if claims is None or token is None:
        return None
    if given.store:
        given.store(1, claims)
    return Array(items=[token, Unknown(name="segments", span=given.span)], span=given.span)


@_method(WHOLE, "Claims", "Header")
def _claims(given: Given) -> Value | None:
    """Return the claims of a token."""
    token = given.receiver
    return Instance(kind=CLAIMS, state=token.state, span=given.span) if isinstance(token, Instance) and given.words == "Claims" else None


@_function("strings.Split")
def _split(given: Given) -> Value | None:
    """Return the segments of a token, or the parts of a string."""
    return split(given, given.get(0), given.text(1))
