"""What a repository contains although it should not: a key, or a secret that Apple accepts. Only `siwakit scan` knows it."""

from __future__ import annotations

from enum import Enum

from siwakit.record import record


class CommittedKind(Enum):
    """Kind of what was committed. The text itself is never kept."""

    # An Enum hashes by its name, in Python; its members are single objects.
    __hash__ = object.__hash__

    KEY = "a private key on P-256, in PKCS#8"
    CLIENT_SECRET = "a client_secret"
    REFRESH_TOKEN = "a refresh token from Apple"


@record
class Repository:
    """What was found in one place of a repository."""

    committed: CommittedKind
