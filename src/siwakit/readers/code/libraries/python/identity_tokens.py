"""Identity tokens in Python: what PyJWT, python-jose and the language itself decode and verify."""

from __future__ import annotations

from siwakit.apple import ISSUER
from siwakit.readers.code.libraries.decoded_tokens import (
    DECODED,
    HEADER,
    by_option,
    decoded,
    decoder,
    is_off,
    note_algorithms,
    opened,
    split,
    still_segment,
)
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.token_uses import TokenUse, called, is_identity_token
from siwakit.readers.code.values import Table, Value

IDENTITY_TOKENS = Library(DECODED)
_function, _method = IDENTITY_TOKENS.function, IDENTITY_TOKENS.method

_function("jose.jwt.get_unverified_claims", "jwt.get_unverified_claims")(decoder())
_function("jwt.get_unverified_header", "jose.jwt.get_unverified_header", "jwt.get_unverified_headers", "jose.jws.get_unverified_header")(
    decoder(HEADER)
)
_function("base64.urlsafe_b64decode", "base64.b64decode", "urlsafe_b64decode", "b64decode", "jwt.utils.base64url_decode")(still_segment())
_function("json.loads", "orjson.loads", "simplejson.loads")(opened)


@_function("jwt.decode", "jwt.api_jwt.decode")
def _decode(given: Given) -> Value | None:
    """Return the claims of a token if PyJWT is told not to verify its signature; else note the algorithms that it accepts."""
    options = given.get(3, "options")
    switch = options.entries.get("verify_signature") if isinstance(options, Table) else None
    if is_off(switch) or is_off(given.named.get("verify")):
        return decoded(given, given.get(0, "jwt"))
    note_algorithms(given, given.get(2, "algorithms"))
    return None


@_function("jose.jwt.decode", "jose.jws.verify")
def _decode_jose(given: Given) -> Value | None:
    """Return the claims of a token if python-jose is told not to verify its signature; without algorithms it takes the one of the header."""
    options = given.get(3, "options")
    if isinstance(options, Table) and is_off(options.entries.get("verify_signature")):
        return decoded(given, given.get(0, "token"))
    algorithms, token = given.get(2, "algorithms"), given.get(0, "token")
    if algorithms is not None:
        note_algorithms(given, algorithms)
    elif token is not None and not given.has_more and (is_identity_token(token) or given.text(5, "issuer") == ISSUER):
        given.run.habits.algorithms.append(TokenUse(called(token), given.span))
    return None


_function("joserfc.jwt.decode")(by_option("algorithms"))


@_method("Unknown", "split")
def _split(given: Given) -> Value | None:
    """Return the segments of a token, or what is split."""
    return split(given, given.receiver, given.text(0)) or given.receiver
