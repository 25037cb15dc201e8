"""Recompute the HMAC of a library that used the text of the private key as a shared secret."""

from __future__ import annotations

import hmac
from base64 import b64decode
from binascii import Error
from collections.abc import Iterator

# The hash of an HMAC, by the length of the signature.
_HASHES = {32: "sha256", 48: "sha384", 64: "sha512"}
_NAMES = {"sha256": "HMAC-SHA256", "sha384": "HMAC-SHA384", "sha512": "HMAC-SHA512"}


def find_key_text(signature: bytes, data: bytes, text: str) -> str | None:
    """Return which form of *text* keyed the HMAC *signature* over *data*, in a few words; None if no form did."""
    algorithm = _HASHES.get(len(signature))
    if algorithm is None:
        return None
    for words, secret in _secrets(text):
        if hmac.compare_digest(hmac.digest(secret, data, algorithm), signature):
            return f"{_NAMES[algorithm]} keyed with {words}"
    return None


def _secrets(text: str) -> Iterator[tuple[str, bytes]]:
    plain = text.replace("\\r\\n", "\n").replace("\\n", "\n").replace("\r\n", "\n").strip()
    lines = plain.split("\n")
    body = [line.strip() for line in lines if "-----" not in line]
    whole = "the whole text of the private key"
    forms = (
        (whole, text),
        (f"{whole}, trimmed", text.strip()),
        (whole, plain),
        (f"{whole}, with a line break at the end", plain + "\n"),
        (f"{whole}, with Windows line ends", "\r\n".join(lines)),
        (f"{whole}, with Windows line ends", "\r\n".join([*lines, ""])),
        (f"{whole}, with escaped line breaks", "\\n".join(lines)),
        (f"{whole}, with escaped line breaks", "\\n".join([*lines, ""])),
        (f"{whole} on one line", "".join(lines)),
        ("the base64 between the BEGIN and END lines", "\n".join(body)),
        ("the base64 between the BEGIN and END lines, on one line", "".join(body)),
    )
    for words, form in forms:
        yield words, form.encode("utf-8", "surrogatepass")
    try:
        yield "the bytes inside the private key's base64", b64decode("".join(body), validate=True)
    except (Error, ValueError):
        return
