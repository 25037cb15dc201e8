"""Signatures by openssl in shells, which are DER."""

from __future__ import annotations

from siwakit.readers.code.libraries.encodings import encode, without_encodings
from siwakit.readers.code.libraries.shell.text import decoded
from siwakit.readers.code.libraries.shell.words import Options, file_note, file_of, input_of, options_of
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.values import Encoded, Signature, Unknown, Value, text_of

SIGNATURES = Library()
_function = SIGNATURES.function
_DIGESTS = frozenset({"dgst", "sha256", "sha384", "sha512", "sha1"})
_DGST = frozenset({"sign", "out", "hmac", "keyform", "passin", "macopt", "mac", "verify", "signature", "sigopt", "engine", "provider"})
_PKEYUTL = frozenset({"inkey", "in", "out", "digest", "pkeyopt", "keyform", "passin", "sigfile"})
_BASE64 = frozenset({"in", "out", "k", "pass"})


@_function("openssl")
def _openssl(given: Given) -> Value | None:
    """Return what openssl prints or writes: a signature, a digest or base64."""
    command = given.text(0)
    if command in _DIGESTS:
        return _digest(given, command)
    if command == "pkeyutl":
        return _pkeyutl(given)
    return _base64(given, command) if command in {"base64", "enc"} else None


def _digest(given: Given, command: str) -> Value | None:
    """Return the digest of a file or of what is read, signed with -sign."""
    options = options_of(given.arguments[1:], _DGST)
    data = file_of(given, options.others[-1]) if options.others else input_of(given)
    if data is None:
        return None
    if "hmac" in options.named:
        value: Value = Signature(data=data, algorithm="HS256", is_raw=True, key=options.named["hmac"], span=given.span)
    elif "sign" in options.named:
        is_sha256 = "sha256" in options.named or command == "sha256" or not _DIGESTS & options.named.keys()
        value = _signature(given, data, options.named["sign"], "ES256" if is_sha256 else "")
    else:
        value = Encoded(encoding="digest", of=data, span=given.span)
    return _written(given, options, value)


def _signature(given: Given, data: Value, key: Value, algorithm: str) -> Value:
    loaded = without_encodings(given.run, file_of(given, key))
    return Signature(data=data, algorithm=algorithm, is_raw=False, key=loaded or key, span=given.span)


def _pkeyutl(given: Given) -> Value | None:
    """Return the signature of a digest, or with -rawin of the data itself."""
    options = options_of(given.arguments[1:], _PKEYUTL)
    read = file_of(given, options.named["in"]) if "in" in options.named else input_of(given)
    data = without_encodings(given.run, read, "digest")
    if "sign" not in options.named or data is None:
        return None
    return _written(given, options, _signature(given, data, options.named.get("inkey") or Unknown(name="key"), "ES256"))


def _base64(given: Given, command: str) -> Value | None:
    """Return what is read in base64."""
    options = options_of(given.arguments[1:], _BASE64)
    if command == "enc" and not {"base64", "a"} & options.named.keys():
        return None
    value = file_of(given, options.named["in"]) if "in" in options.named else input_of(given)
    return _written(given, options, decoded(value) if "d" in options.named else encode("base64", value, given.span))


def _written(given: Given, options: Options, value: Value | None) -> Value | None:
    """Return *value*, which is also the content of the file behind -out."""
    out = options.get("out")
    if out is not None and value is not None and text_of(out) != "/dev/stdout":
        given.run.notes[file_note(given.run.marks.mark(out))] = value
    return value
