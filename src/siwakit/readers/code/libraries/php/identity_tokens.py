"""Identity tokens in PHP: what firebase/php-jwt and the language itself decode and verify."""

from __future__ import annotations

from siwakit.readers.code.libraries.decoded_tokens import DECODED, note_algorithms, opened, split, still_segment
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.values import Value

IDENTITY_TOKENS = Library(DECODED)
_function = IDENTITY_TOKENS.function

_function("base64_decode", "JWT.urlsafeB64Decode", "Base64Url.decode", "base64url_decode", "utf8_encode")(still_segment())
_function("json_decode", "JWT.jsonDecode")(opened)


@_function("explode")
def _explode(given: Given) -> Value | None:
    """Return the segments of a token."""
    return split(given, given.get(1), given.text(0))


@_function("Key", "JWT.Key")
def _key(given: Given) -> Value | None:
    """Note the algorithm that a key of firebase/php-jwt is made for."""
    note_algorithms(given, given.get(1))
    return None


@_function("JWT.decode")
def _decode(given: Given) -> Value | None:
    """Note the algorithms that a verification accepts; before version 6 they are the third argument."""
    note_algorithms(given, given.get(2))
    return None
