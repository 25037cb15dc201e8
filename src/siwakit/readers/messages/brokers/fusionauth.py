"""FusionAuth."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

MESSAGES = (
    Message(
        id="fusionauth-exchange",
        speaker="FusionAuth",
        literal="a request to the apple token api has failed",
        words=pattern(r"A request to the Apple Token API has failed"),
        proves=Proof.SIGN_IN_NOT_FINISHED,
        samples=("A request to the Apple Token API has failed. Unable to complete this login request.",),
        versions="reported in 2020 and 2022",
        where="https://github.com/FusionAuth/fusionauth-issues/issues/885",
    ),
    Message(
        id="fusionauth-id-token",
        speaker="FusionAuth",
        literal="the id_token returned from apple is invalid",
        words=pattern(r"The id_token returned from Apple is invalid or cannot be verified"),
        proves=Proof.TOKEN_REFUSED,
        samples=("The id_token returned from Apple is invalid or cannot be verified. Unable to complete this login request.",),
        versions="reported in 2020 and 2022",
        where="https://github.com/FusionAuth/fusionauth-site/issues/1297",
    ),
    Message(
        id="fusionauth-id-token-code",
        speaker="FusionAuth",
        literal="[externalauthenticationexception]appleidtoken",
        words=pattern(r"\[ExternalAuthenticationException\]AppleIdToken(?![^{}]{0,100}The id_token returned)"),
        proves=Proof.TOKEN_REFUSED,
        samples=('{"generalErrors":[{"code":"[ExternalAuthenticationException]AppleIdToken"}]}',),
        versions="reported in 2020 and 2022",
        where="https://github.com/FusionAuth/fusionauth-site/issues/1297",
    ),
)
