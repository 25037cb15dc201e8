"""Azure AD B2C of Microsoft Entra; its codes are the same in every language."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

_CODES = "https://learn.microsoft.com/en-us/azure/active-directory-b2c/error-codes"


def _code(name: str, code: str, proves: Proof, sample: str) -> Message:
    return Message(
        id=f"entra-b2c-{name}",
        speaker="Azure AD B2C",
        literal=code.lower(),
        words=pattern(rf"{code}(?!\d)"),
        proves=proves,
        samples=(f"MsalServiceException: {code}: {sample}",),
        versions="all",
        where=_CODES,
        is_general=True,
    )


MESSAGES = (
    *(
        Message(
            id=f"entra-b2c-{answer.replace('_', '-')}",
            speaker="Azure AD B2C",
            literal="aadb2c90289",
            words=pattern(rf"AADB2C90289: We encountered an '{answer}' error connecting to the identity provider"),
            proves=None,
            answer=answer,
            samples=(f"AADB2C90289: We encountered an '{answer}' error connecting to the identity provider. Please try again later.",),
            versions="reported in 2022 and later",
            where="https://github.com/AzureAD/microsoft-identity-web/issues/1754",
            is_general=True,
        )
        for answer in ("invalid_client", "invalid_grant")
    ),
    Message(
        id="entra-b2c-exchange",
        speaker="Azure AD B2C",
        literal="aadb2c90289",
        words=pattern(r"AADB2C90289(?!: We encountered an '(?:invalid_client|invalid_grant)')"),
        proves=Proof.SIGN_IN_NOT_FINISHED,
        samples=("Microsoft.Identity.Client.MsalServiceException: AADB2C90289: We encountered an error connecting to the identity provider",),
        versions="all",
        where="https://github.com/AzureAD/microsoft-authentication-library-for-dotnet/issues/1420",
        is_general=True,
    ),
    _code("secret", "AADB2C90243", Proof.KEY_REFUSED, "The IDP's client key/secret is not properly configured."),
    _code("cookie-incomplete", "AADB2C90211", Proof.COOKIE_NOT_RETURNED, "The request contained an incomplete state cookie."),
    _code("cookie-invalid", "AADB2C90212", Proof.COOKIE_NOT_RETURNED, "The request contained an invalid state cookie."),
    _code("expired", "AADB2C90235", Proof.TOKEN_EXPIRED, "The provided id_token is expired. Please provide another token and try again."),
    _code("audience", "AADB2C90237", Proof.AUDIENCE_REFUSED, "The provided id_token does not contain a valid audience."),
    _code("issuer", "AADB2C90238", Proof.ISSUER_REFUSED, "The provided id_token does not contain a valid issuer."),
    _code("signature", "AADB2C90239", Proof.SIGNATURE_REFUSED, "The provided id_token failed signature validation."),
    _code("unreadable", "AADB2C90240", Proof.TOKEN_UNREADABLE, "The provided id_token is malformed and could not be parsed."),
    _code("cancelled", "AADB2C90091", Proof.SIGN_IN_CANCELLED, "The user has cancelled entering self-asserted information."),
)
