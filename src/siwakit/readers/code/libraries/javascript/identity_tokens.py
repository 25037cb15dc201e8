"""Identity tokens in JavaScript: what jsonwebtoken, jose, jwt-decode and the language itself decode and verify."""

from __future__ import annotations

from siwakit.readers.code.libraries.decoded_tokens import (
    CLAIMS,
    DECODED,
    HEADER,
    WHOLE,
    by_option,
    decoded,
    decoder,
    opened,
    split,
    still_segment,
)
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.values import Table, Value, known

IDENTITY_TOKENS = Library(DECODED)
_function, _method = IDENTITY_TOKENS.function, IDENTITY_TOKENS.method

_function("jose.decodeJwt", "jwt-decode", "jwt-decode.jwtDecode", "jwtDecode", "jwt_decode", "jws.decode")(decoder())
_function("jose.decodeProtectedHeader")(decoder(HEADER))
_function("atob", "base64url.decode", "jose.base64url.decode")(still_segment())
_function("JSON.parse")(opened)
_function("jsonwebtoken.verify", "jose.jwtVerify", "jose.compactVerify")(by_option("algorithms"))


@_function("jsonwebtoken.decode")
def _decode(given: Given) -> Value | None:
    """Return what jsonwebtoken decodes: the claims, or with *complete* the header beside them."""
    options = given.get(1)
    is_complete = isinstance(options, Table) and known(options.entries.get("complete")) is True
    return decoded(given, given.get(0), WHOLE if is_complete else CLAIMS)


@_function("jwt-simple.decode")
def _decode_simple(given: Given) -> Value | None:
    """Return what jwt-simple decodes; its third argument turns the verification off."""
    return decoded(given, given.get(0)) if known(given.get(2)) is True else None


@_method("Unknown", "split")
def _split(given: Given) -> Value | None:
    """Return the segments of a token, or what is split."""
    return split(given, given.receiver, given.text(0)) or given.receiver
