"""AspNet.Security.OAuth.Apple."""

from __future__ import annotations

from functools import partial

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

_SOURCE = "https://github.com/aspnet-contrib/AspNet.Security.OAuth.Providers/blob/dev/src/AspNet.Security.OAuth.Apple"
_said = partial(Message, speaker="AspNet.Security.OAuth.Apple", versions="3.0 and later")

MESSAGES = (
    _said(
        id="aspnet-apple-secret-not-made",
        literal="failed to generate new client secret",
        # The exception behind it says more.
        words=pattern(
            r"Failed to generate new client secret for the \w{1,60} authentication scheme"
            r"(?!.{0,300}(?:Cryptographic|Argument|Format|FileNotFound|DirectoryNotFound)Exception)"
        ),
        proves=Proof.SECRET_NOT_MADE,
        samples=("Failed to generate new client secret for the Apple authentication scheme.",),
        where=f"{_SOURCE}/Internal/DefaultAppleClientSecretGenerator.cs",
    ),
    _said(
        id="aspnet-apple-token-refused",
        literal="id token validation failed",
        words=pattern(
            r"Apple ID token validation failed(?: for issuer [^\s']{1,80} and audience (?P<expected>[\w.-]{1,120}?)\.?(?![\w-]|\.\w))?"
            r"(?!.{0,600}IDX\d{5})"
        ),
        proves=Proof.TOKEN_REFUSED,
        samples=(
            "Apple ID token validation failed for issuer https://appleid.apple.com and audience com.acmefit.web.",
            "SecurityTokenValidationException: Apple ID token validation failed.",
        ),
        where=f"{_SOURCE}/Internal/DefaultAppleIdTokenValidator.cs",
    ),
    _said(
        id="aspnet-apple-token-not-given",
        literal="no apple id token was returned",
        words=pattern(r"No Apple ID token was returned in the OAuth token response"),
        proves=Proof.TOKEN_NOT_GIVEN,
        samples=("AuthenticationFailureException: No Apple ID token was returned in the OAuth token response.",),
        where=f"{_SOURCE}/AppleAuthenticationHandler.cs",
    ),
    _said(
        id="aspnet-apple-token-unreadable",
        literal="failed to parse jwt for claims",
        words=pattern(r"Failed to parse JWT for claims from Apple ID token"),
        proves=Proof.TOKEN_UNREADABLE,
        samples=("AuthenticationFailureException: Failed to parse JWT for claims from Apple ID token.",),
        where=f"{_SOURCE}/AppleAuthenticationHandler.cs",
    ),
    _said(
        id="aspnet-apple-option-missing",
        literal="option must be provided if the 'generateclientsecret'",
        words=pattern(r"The '(?P<setting>KeyId|TeamId|TokenAudience)' option must be provided if the 'GenerateClientSecret' option is set to true"),
        proves=Proof.SECRET_NOT_MADE,
        samples=("The 'KeyId' option must be provided if the 'GenerateClientSecret' option is set to true. (Parameter 'KeyId')",),
        where=f"{_SOURCE}/AppleAuthenticationOptions.cs",
    ),
    _said(
        id="aspnetcore-client-secret-missing",
        speaker="Microsoft.AspNetCore.Authentication",
        literal="clientsecret",
        words=pattern(
            r"The 'ClientSecret' option must be provided"
            r"|(?:The value cannot be an empty string|Value cannot be null)\. \(Parameter 'ClientSecret'\)"
        ),
        proves=Proof.SECRET_NOT_MADE,
        samples=("System.ArgumentException: The 'ClientSecret' option must be provided. (Parameter 'ClientSecret')",),
        where="https://github.com/dotnet/aspnetcore/blob/main/src/Security/Authentication/OAuth/src/OAuthOptions.cs",
        is_general=True,
    ),
    _said(
        id="aspnetcore-client-id-missing",
        speaker="Microsoft.AspNetCore.Authentication",
        literal="clientid",
        words=pattern(
            r"The 'ClientId' option must be provided|(?:The value cannot be an empty string|Value cannot be null)\. \(Parameter 'ClientId'\)"
        ),
        proves=Proof.CLIENT_ID_NOT_GIVEN,
        samples=("System.ArgumentException: The 'ClientId' option must be provided. (Parameter 'ClientId')",),
        where="https://github.com/dotnet/aspnetcore/blob/main/src/Security/Authentication/OAuth/src/OAuthOptions.cs",
        is_general=True,
    ),
)
