"""WSO2 Identity Server, and its authenticator for Apple."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

_APPLE = (
    "https://github.com/wso2-extensions/identity-outbound-auth-apple/blob/master/components/"
    "org.wso2.carbon.identity.application.authenticator.apple/src/main/java/org/wso2/carbon/identity/application/authenticator/apple/"
    "AppleErrorConstants.java"
)

MESSAGES = (
    Message(
        id="wso2-properties-missing",
        speaker="WSO2 Identity Server",
        literal="required properties to generate the client secret",
        words=pattern(r"One or more required properties to generate the client secret is not found in tenant"),
        proves=Proof.SECRET_NOT_MADE,
        samples=("APPLE-60000 - One or more required properties to generate the client secret is not found in tenant: carbon.super.",),
        versions="since when is not known",
        where=_APPLE,
    ),
    Message(
        id="wso2-key-refused",
        speaker="WSO2 Identity Server",
        literal="generating private key for the client secret",
        words=pattern(r"An error occurred while generating private key for the client secret"),
        proves=Proof.KEY_REFUSED,
        samples=("An error occurred while generating private key for the client secret. Reason: invalid key format",),
        versions="since when is not known",
        where=_APPLE,
    ),
    Message(
        id="wso2-secret-not-made",
        speaker="WSO2 Identity Server",
        literal="error occurred while generating the client secret",
        words=pattern(r"An error occurred while generating the client secret"),
        proves=Proof.SECRET_NOT_MADE,
        samples=("APPLE-65002 - An error occurred while generating the client secret.",),
        versions="since when is not known",
        where=_APPLE,
        is_general=True,
    ),
)
