"""Identity tokens on the JVM: what java-jwt, Nimbus and the language itself decode without verifying."""

from __future__ import annotations

from siwakit.readers.code.libraries.decoded_tokens import DECODED, decoder, split
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.values import Unknown, Value

IDENTITY_TOKENS = Library(DECODED)
_function, _method = IDENTITY_TOKENS.function, IDENTITY_TOKENS.method

# A verifier of java-jwt is an object of its own; what Nimbus parses is verified by a method with that name.
_function("JWT.decode", "com.auth0.jwt.JWT.decode", "SignedJWT.parse", "JWTParser.parse", "JWTDecoder")(decoder())


@_method("Unknown", "split")
def _split(given: Given) -> Value | None:
    """Return the segments of a token."""
    return split(given, given.receiver, given.text(0)) or Unknown(name="split", span=given.span)
