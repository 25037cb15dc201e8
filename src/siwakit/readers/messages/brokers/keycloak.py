"""Keycloak, and its extensions for Apple."""

from __future__ import annotations

from siwakit.patterns import pattern
from siwakit.readers.messages.characters import told_by_character
from siwakit.readers.messages.model import Message

MESSAGES = (
    Message(
        id="keycloak-base64-character",
        speaker="Keycloak",
        literal="bad base64 input character",
        words=pattern(r"Bad Base64 input character decimal (?P<decimal>\d{1,3}) in array position \d{1,6}"),
        proves=None,
        narrow=told_by_character,
        samples=("Unable to generate JWS: java.io.IOException: Bad Base64 input character decimal 42 in array position 0",),
        versions="all",
        where="https://github.com/keycloak/keycloak/blob/main/common/src/main/java/org/keycloak/common/util/Base64.java",
    ),
)
