"""Rewrite a segment of a finished client_secret and sign it again, so that an example changes only one thing."""

from __future__ import annotations

from siwakit.jose import base64url, es256
from siwakit.samples import example_keys


def resigned(text: str, *, header: str | None = None, payload: str | None = None) -> str:
    """Return the JWT *text* with the JSON of a segment replaced, signed by the examples' team key."""
    first, second, _ = text.split(".")
    return signed_as_written(
        first if header is None else base64url.encode(header.encode()),
        second if payload is None else base64url.encode(payload.encode()),
    )


def signed_as_written(first: str, second: str) -> str:
    """Return the JWT with these two segments, whatever they contain, signed with the examples' team key."""
    signing_input = f"{first}.{second}"
    signature = es256.sign_deterministic(example_keys.team_key(), signing_input.encode())
    return f"{signing_input}.{base64url.encode(signature)}"
