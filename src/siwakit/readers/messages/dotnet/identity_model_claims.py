"""Microsoft.IdentityModel, which ASP.NET Core uses, when it checks the claims of a token. Its values may be hidden as personal data."""

from __future__ import annotations

from functools import partial

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

_TOKENS = (
    "https://github.com/AzureAD/azure-activedirectory-identitymodel-extensions-for-dotnet/blob/dev/src/Microsoft.IdentityModel.Tokens/LogMessages.cs"
)
_JWT = "https://github.com/AzureAD/azure-activedirectory-identitymodel-extensions-for-dotnet/blob/dev/src/Microsoft.IdentityModel.JsonWebTokens/LogMessages.cs"
_said = partial(Message, speaker="Microsoft.IdentityModel", where=_TOKENS, versions="5.3 and later", is_general=True)


def _value(name: str) -> str:
    return rf"'(?:null|System\.String|\[PII[^']{{0,20}}'[^']{{1,40}}' is hidden[^']{{0,100}}\]|(?P<{name}>[^'\[]{{1,200}})|[^']{{0,200}})'"


MESSAGES = (
    _said(
        id="identity-model-audience",
        literal="idx1021",
        words=pattern(
            rf"IDX1021[45]: Audience validation failed\.(?: Audiences: {_value('actual')}\."
            rf"(?: Did not match: validationParameters\.ValidAudiences?: {_value('expected')})?)?"
        ),
        proves=Proof.AUDIENCE_REFUSED,
        samples=(
            (
                "IDX10214: Audience validation failed. Audiences: 'com.acmefit.app'. Did not match: validationParameters.ValidAudience: "
                "'com.acmefit.web' or validationParameters.ValidAudiences: 'null'."
            ),
            (
                "IDX10214: Audience validation failed. Audiences: '[PII of type 'System.String' is hidden. For more details, see "
                "https://aka.ms/IdentityModel/PII.]'. Did not match: validationParameters.ValidAudience: 'com.acmefit.web'"
            ),
            "IDX10214: Audience validation failed. Audiences: 'System.String'. Did not match: validationParameters.ValidAudience: 'null'",
            "IDX10215: Audience validation failed. Audiences: 'com.a.app'. Did not match: validationParameters.ValidAudiences: 'com.a.web'.",
        ),
    ),
    _said(
        id="identity-model-audience-not-set",
        literal="unable to validate audience",
        words=pattern(r"IDX10(?:20[678]|268): Unable to validate audience"),
        proves=Proof.AUDIENCE_REFUSED,
        samples=(
            (
                "IDX10208: Unable to validate audience. validationParameters.ValidAudience is null or whitespace and "
                "validationParameters.ValidAudiences is null."
            ),
            "IDX10206: Unable to validate audience. The 'audiences' parameter is empty.",
        ),
    ),
    _said(
        id="identity-model-issuer",
        literal="issuer validation failed",
        words=pattern(
            rf"IDX102(?:05|12): Issuer validation failed\.(?: Issuer: {_value('actual')}\."
            rf"(?: Did not match(?: any)?: validationParameters\.ValidIssuers?: {_value('expected')})?)?"
        ),
        proves=Proof.ISSUER_REFUSED,
        samples=(
            (
                "IDX10205: Issuer validation failed. Issuer: 'https://appleid.apple.com'. Did not match: validationParameters.ValidIssuer: "
                "'https://account.apple.com' or validationParameters.ValidIssuers: 'null'."
            ),
        ),
    ),
    _said(
        id="identity-model-issuer-not-set",
        literal="unable to validate issuer",
        words=pattern(r"IDX102(?:04|11): Unable to validate issuer"),
        proves=Proof.ISSUER_REFUSED,
        samples=(
            (
                "IDX10204: Unable to validate issuer. validationParameters.ValidIssuer is null or whitespace AND "
                "validationParameters.ValidIssuers is null or empty."
            ),
        ),
    ),
    _said(
        id="identity-model-expired",
        literal="idx10223",
        words=pattern(r"IDX10223: Lifetime validation failed\. The token is expired"),
        proves=Proof.TOKEN_EXPIRED,
        samples=("IDX10223: Lifetime validation failed. The token is expired. ValidTo (UTC): '11/29/2026 14:12:03'",),
    ),
    _said(
        id="identity-model-not-yet-valid",
        literal="idx10222",
        words=pattern(r"IDX10222: Lifetime validation failed\. The token is not yet valid"),
        proves=Proof.TOKEN_AHEAD,
        samples=("IDX10222: Lifetime validation failed. The token is not yet valid. ValidFrom: '11/29/2026 15:12:03'",),
    ),
    _said(
        id="identity-model-unreadable",
        literal="idx1",
        words=pattern(r"IDX(?:12709|12723|12729|12739|12740|12741|14100|14101|14102|14107|14111|14120|14121): [^:]{0,400}?(?:JWT|Base64Url|JWS)"),
        proves=Proof.TOKEN_UNREADABLE,
        samples=(
            "IDX12709: CanReadToken() returned false. JWT is not well formed. The token needs to be in JWS or JWE Compact Serialization Format.",
            "IDX14100: JWT is not well formed, there are no dots (.). The token needs to be in JWS or JWE Compact Serialization Format.",
            "IDX12741: JWT must have three segments (JWS) or five segments (JWE).",
            "IDX14102: Unable to decode the header '[PII of type 'System.String' is hidden.]' as Base64Url encoded string.",
        ),
        where=_JWT,
    ),
    _said(
        id="identity-model-token-not-given",
        literal="idx10000",
        words=pattern(r"IDX10000: The parameter '(?:token|securityToken|jwtEncodedString)' cannot be a 'null' or an empty object"),
        proves=Proof.TOKEN_NOT_GIVEN,
        samples=("IDX10000: The parameter 'token' cannot be a 'null' or an empty object. (Parameter 'token')",),
    ),
)
