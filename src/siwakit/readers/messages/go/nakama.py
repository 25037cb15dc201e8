"""Nakama, a server for games."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

_API = "https://github.com/heroiclabs/nakama/blob/master/server/api_authenticate.go"

MESSAGES = (
    Message(
        id="nakama-token-refused",
        speaker="Nakama",
        literal="could not authenticate apple profile",
        words=pattern(r"Could not authenticate Apple profile"),
        proves=Proof.TOKEN_REFUSED,
        samples=('{"error":"Could not authenticate Apple profile.","message":"Could not authenticate Apple profile.","code":16}',),
        versions="2.11 and later",
        where="https://github.com/heroiclabs/nakama/blob/master/server/core_authenticate.go",
    ),
    Message(
        id="nakama-not-configured",
        speaker="Nakama",
        literal="apple ",
        words=pattern(r"Apple authentication is not configured\.|apple sign in not enabled"),
        proves=Proof.PROVIDER_NOT_ENABLED,
        samples=('{"error":"Apple authentication is not configured.","code":9}', "apple sign in not enabled"),
        versions="2.11 and later",
        where=_API,
    ),
    Message(
        id="nakama-token-not-given",
        speaker="Nakama",
        literal="apple id token is required",
        words=pattern(r"Apple ID token is required"),
        proves=Proof.TOKEN_NOT_GIVEN,
        samples=('{"error":"Apple ID token is required.","code":3}',),
        versions="2.11 and later",
        where=_API,
    ),
    Message(
        id="nakama-kid-unknown",
        speaker="Nakama",
        literal="invalid kid claim",
        words=pattern(r"invalid kid claim: (?P<kid>[\w-]{1,64})"),
        proves=Proof.SIGNING_KEY_UNKNOWN,
        samples=("Could not authenticate user: invalid kid claim: Bh6H7rHVmb",),
        versions="2.11 and later",
        where="https://github.com/heroiclabs/nakama/blob/master/social/social.go",
        is_general=True,
    ),
)
