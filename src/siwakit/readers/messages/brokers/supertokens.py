"""SuperTokens, and its SDK for Node.js."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

MESSAGES = (
    Message(
        id="supertokens-settings-missing",
        speaker="SuperTokens",
        literal="ensure that keyid, teamid and privatekey are provided",
        words=pattern(r"Please ensure that keyId, teamId and privateKey are provided in the additionalConfig"),
        proves=Proof.SECRET_NOT_MADE,
        samples=("Error: Please ensure that keyId, teamId and privateKey are provided in the additionalConfig",),
        versions="supertokens-node, as of March 2026",
        where="https://github.com/supertokens/supertokens-node/blob/master/lib/ts/recipe/thirdparty/providers/apple.ts",
    ),
)
