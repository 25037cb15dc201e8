"""ASP.NET Core's OpenIdConnect handler, and Katana's, when they read the callback."""

from __future__ import annotations

from functools import partial

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

_MESSAGES = (
    "https://github.com/AzureAD/azure-activedirectory-identitymodel-extensions-for-dotnet/blob/dev/src/"
    "Microsoft.IdentityModel.Protocols.OpenIdConnect/LogMessages.cs"
)
_HANDLER = "https://github.com/dotnet/aspnetcore/blob/main/src/Security/Authentication/OpenIdConnect/src/Resources.resx"
_said = partial(Message, speaker="Microsoft.AspNetCore.Authentication.OpenIdConnect", where=_MESSAGES, versions="all", is_general=True)

MESSAGES = (
    _said(
        id="openid-connect-nonce-cookie",
        literal="requirenonce",
        words=pattern(
            r"IDX21323: RequireNonce is '[^']{1,60}'\. OpenIdConnectProtocolValidationContext\.Nonce was null"
            r"|IDX10311: RequireNonce is 'true' \(default\) but validationContext\.Nonce is null"
        ),
        proves=Proof.NONCE_NOT_GIVEN,
        samples=(
            (
                "IDX21323: RequireNonce is 'True'. OpenIdConnectProtocolValidationContext.Nonce was null, "
                "OpenIdConnectProtocol.ValidatedIdToken.Payload.Nonce was not null. The nonce cannot be validated."
            ),
            "IDX10311: RequireNonce is 'true' (default) but validationContext.Nonce is null. A nonce cannot be validated.",
        ),
        versions="ASP.NET Core (IDX21323), Katana (IDX10311)",
    ),
    _said(
        id="openid-connect-nonce-not-in-token",
        literal="requirenonce",
        words=pattern(
            r"IDX21349: RequireNonce is '[^']{1,60}'\. OpenIdConnectProtocolValidationContext\.Nonce was not null"
            r"|IDX21320: RequireNonce is '[^']{1,60}'\. OpenIdConnectProtocolValidationContext\.Nonce and"
        ),
        proves=Proof.NONCE_NOT_IN_TOKEN,
        samples=(
            (
                "IDX21349: RequireNonce is 'True'. OpenIdConnectProtocolValidationContext.Nonce was not null, "
                "OpenIdConnectProtocol.ValidatedIdToken.Payload.Nonce was null or empty."
            ),
            (
                "IDX21320: RequireNonce is 'True'. OpenIdConnectProtocolValidationContext.Nonce and "
                "OpenIdConnectProtocol.ValidatedIdToken.Nonce are both null or empty."
            ),
        ),
    ),
    _said(
        id="openid-connect-nonce",
        literal="idx21321",
        words=pattern(r"IDX21321: The 'nonce' found in the jwt token did not match the expected nonce"),
        proves=Proof.NONCE_DIFFERS,
        samples=("IDX21321: The 'nonce' found in the jwt token did not match the expected nonce.\nexpected: '[PII is hidden]'",),
    ),
    _said(
        id="openid-connect-state-not-found",
        literal="state",
        words=pattern(
            r"IDX21329: RequireState is '[^']{1,60}' but the OpenIdConnectProtocolValidationContext\.State is null"
            r"|Unable to (?:unprotect|read) the message\.State"
        ),
        proves=Proof.STATE_NOT_FOUND,
        samples=(
            "IDX21329: RequireState is 'True' but the OpenIdConnectProtocolValidationContext.State is null. State cannot be validated.",
            "Microsoft.AspNetCore.Authentication.AuthenticationFailureException: Unable to unprotect the message.State.",
        ),
        where=_HANDLER,
    ),
    _said(
        id="openid-connect-state-not-returned",
        literal="state",
        words=pattern(
            r"IDX21330: RequireState is '[^']{1,60}', the OpenIdConnect Request contained 'state', but the Response does not contain 'state'"
            r"|message\.State is null or empty"
        ),
        proves=Proof.STATE_NOT_RETURNED,
        samples=("OpenIdConnectAuthenticationHandler: message.State is null or empty.",),
        where=_HANDLER,
    ),
    _said(
        id="openid-connect-code-not-returned",
        literal="id_token",
        words=pattern(
            r"IDX21334: Both 'id_token' and 'code' are null in OpenIdConnectProtocolValidationContext"
            r"|Cannot process the message\. Both id_token and code are missing"
        ),
        proves=Proof.CODE_NOT_RETURNED,
        samples=(
            "IDX21334: Both 'id_token' and 'code' are null in OpenIdConnectProtocolValidationContext.ProtocolMessage",
            "Cannot process the message. Both id_token and code are missing.",
        ),
        where=_HANDLER,
    ),
    _said(
        id="openid-connect-tokens-missing",
        literal="idx21336",
        words=pattern(r"IDX21336: Both 'id_token' and 'access_token' should be present"),
        proves=Proof.TOKEN_NOT_GIVEN,
        samples=(
            (
                "IDX21336: Both 'id_token' and 'access_token' should be present in OpenIdConnectProtocolValidationContext.ProtocolMessage "
                "received from Token Endpoint."
            ),
        ),
    ),
    _said(
        id="openid-connect-claim-not-found",
        literal="idx213",
        words=pattern(
            r"IDX213(?:14: OpenIdConnectProtocol requires the jwt token to have an|07: The) '(?P<claim>\w{1,40})' claim"
            r"(?:\. The jwt did not contain| was not found in the id_token)"
        ),
        proves=Proof.CLAIM_NOT_FOUND,
        samples=(
            "IDX21314: OpenIdConnectProtocol requires the jwt token to have an 'iat' claim. The jwt did not contain an 'iat' claim, jwt: '...'.",
            "IDX21307: The 'c_hash' claim was not found in the id_token, but a 'code' was in the OpenIdConnectMessage",
        ),
    ),
)
