"""What may be written to a store: a token on one line, which needs no quoting anywhere."""

from __future__ import annotations

import re

from siwakit.errors import UsageError

MAX_CHARACTERS = 8192
_TOKEN = re.compile(r"[A-Za-z0-9._~+/=-]+")


def require_token(secret: str) -> None:
    """Check that *secret* has only characters of a token. So no store needs to escape it, and it cannot add a line to a file.

    Raises:
        UsageError: it is empty, too long, or has other characters.
    """
    if len(secret) > MAX_CHARACTERS or not _TOKEN.fullmatch(secret):
        raise UsageError("what should be stored is not a client_secret", hint="write one that siwakit has minted: `siwakit secret`")
