"""Identity tokens in Ruby: what ruby-jwt, json-jwt and the language itself decode and verify."""

from __future__ import annotations

from siwakit.readers.code.libraries.decoded_tokens import CLAIMS, DECODED, HEADER, decoded, is_off, note_algorithms, opened, split, still_segment
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.values import Array, Table, Unknown, Value, text_of

IDENTITY_TOKENS = Library(DECODED)
_function, _method = IDENTITY_TOKENS.function, IDENTITY_TOKENS.method

_function("Base64.decode64", "Base64.urlsafe_decode64", "Base64.strict_decode64", "JWT::Base64.url_decode")(still_segment())
_function("JSON.parse", "MultiJson.load", "Oj.load")(opened)


@_function("JWT.decode")
def _decode(given: Given) -> Value | None:
    """Return claims and header of a token if ruby-jwt is told not to verify it; else note the algorithms that it accepts."""
    if is_off(given.get(2)):
        claims, header = decoded(given, given.get(0), CLAIMS), decoded(given, given.get(0), HEADER)
        return Array(items=[claims, header], span=given.span) if claims and header else None
    options = given.get(3)
    entries = {**given.named, **(options.entries if isinstance(options, Table) else {})}
    for name in ("algorithm", "algorithms"):
        note_algorithms(given, entries.get(name))
    return None


@_function("JSON::JWT.decode", "JSON.JWT.decode")
def _decode_json_jwt(given: Given) -> Value | None:
    """Return the claims of a token if json-jwt is told to skip the verification."""
    return decoded(given, given.get(0)) if text_of(given.get(1)) == "skip_verification" else None


@_method("Array", "first", "last")
def _first(given: Given) -> Value | None:
    """Return the first or the last item of a list."""
    items = given.receiver
    if not isinstance(items, Array) or items.is_open or not items.items or given.arguments:
        return None
    return items.items[0 if given.words == "first" else -1]


@_method("Unknown", "split")
def _split(given: Given) -> Value | None:
    """Return the segments of a token."""
    return split(given, given.receiver, given.text(0)) or Unknown(name="split", span=given.span)
