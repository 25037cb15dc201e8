"""Microsoft.IdentityModel, which ASP.NET Core uses, when it checks a signature, signs, or fetches keys."""

from __future__ import annotations

from functools import partial

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message, Values

_REPOSITORY = "https://github.com/AzureAD/azure-activedirectory-identitymodel-extensions-for-dotnet/blob/dev/src"
_said = partial(
    Message,
    speaker="Microsoft.IdentityModel",
    where=f"{_REPOSITORY}/Microsoft.IdentityModel.Tokens/LogMessages.cs",
    versions="5.3 and later",
    is_general=True,
)
_KID = r"'(?:\[PII[^']{0,20}'[^']{1,40}' is hidden[^']{0,100}\]|(?P<kid>[A-Za-z0-9_-]{1,64})|[^']{0,200})'"


def _told_by_algorithm(values: Values) -> Proof:
    algorithm = values.get("algorithm", "").lower()
    is_ecdsa = algorithm.startswith("es") or "ecdsa" in algorithm
    return Proof.KEY_OF_OTHER_TYPE if is_ecdsa else Proof.SECRET_OF_OTHER_ALGORITHM


MESSAGES = (
    _said(
        id="identity-model-kid-unknown",
        literal="kid",
        words=pattern(rf"IDX105(?:0[123]|16): Signature validation failed\. (?:Unable to match keys?:.{{1,60}}?kid|The token's kid is): {_KID}"),
        proves=Proof.SIGNING_KEY_UNKNOWN,
        samples=(
            "IDX10501: Signature validation failed. Unable to match key:\nkid: 'Bh6H7rHVmb'.\nExceptions caught: ''.",
            (
                "IDX10503: Signature validation failed. The token's kid is: 'Bh6H7rHVmb', but did not match any keys in TokenValidationParameters "
                "or Configuration. Keys tried: ''."
            ),
        ),
    ),
    _said(
        id="identity-model-signature",
        literal="signature validation failed",
        words=pattern(
            r"IDX105(?:03|11|14|17): Signature validation failed\. (?:Keys tried|Token does not have a kid|The token's kid is missing)"
            r"|IDX10508: Signature validation failed\. Signature is improperly formatted"
        ),
        proves=Proof.SIGNATURE_REFUSED,
        samples=(
            "IDX10511: Signature validation failed. Keys tried: 'Microsoft.IdentityModel.Tokens.RsaSecurityKey'.",
            "IDX10503: Signature validation failed. Keys tried: '[PII is hidden]'.",
        ),
    ),
    _said(
        id="identity-model-no-keys",
        literal="idx10500",
        words=pattern(r"IDX10500: Signature validation failed\. No security keys were provided"),
        proves=Proof.APPLE_KEYS_NOT_FETCHED,
        samples=("IDX10500: Signature validation failed. No security keys were provided to validate the signature.",),
    ),
    _said(
        id="identity-model-token-unsigned",
        literal="idx10504",
        words=pattern(r"IDX10504: Unable to validate signature, token does not have a signature"),
        proves=Proof.SIGNATURE_REFUSED,
        samples=("IDX10504: Unable to validate signature, token does not have a signature: 'System.String'.",),
    ),
    _said(
        id="identity-model-algorithm",
        literal="idx1069",
        words=pattern(r"IDX10696: The algorithm '(?P<actual>[^'\[]{1,60})' is not in the user-defined accepted list"),
        proves=Proof.ALGORITHM_REFUSED,
        samples=("IDX10696: The algorithm 'RS256' is not in the user-defined accepted list of algorithms.",),
        versions="6.8 and later",
    ),
    _said(
        id="identity-model-signature-provider",
        literal="idx10634",
        words=pattern(r"IDX10634: Unable to create the SignatureProvider\. ?(?:Algorithm: '(?P<algorithm>[^'\[]{1,80})')?"),
        proves=None,
        narrow=_told_by_algorithm,
        samples=(
            "IDX10634: Unable to create the SignatureProvider.\nAlgorithm: 'RS256', SecurityKey: 'Microsoft.IdentityModel.Tokens.ECDsaSecurityKey'",
            "IDX10634: Unable to create the SignatureProvider.\nAlgorithm: 'ES256', SecurityKey: 'Microsoft.IdentityModel.Tokens.RsaSecurityKey'",
        ),
    ),
    _said(
        id="identity-model-hmac-key",
        literal="key size",
        words=pattern(
            r"IDX10653: The (?:encryption )?algorithm '(?:HS\d{3}|[^']{0,60}hmac-sha\d{3})' requires a key size"
            r"|IDX10720: Unable to create KeyedHashAlgorithm for algorithm"
        ),
        proves=Proof.SECRET_OF_OTHER_ALGORITHM,
        samples=(
            "IDX10653: The encryption algorithm 'HS256' requires a key size of at least '128' bits. Key '...', is of size: '80'.",
            "IDX10720: Unable to create KeyedHashAlgorithm for algorithm 'HS256', the key size must be greater than: '256' bits, key has '80' bits.",
        ),
    ),
    _said(
        id="identity-model-public-key",
        literal="idx10638",
        words=pattern(r"IDX10638: Cannot create the SignatureProvider, 'key\.HasPrivateKey' is false"),
        proves=Proof.KEY_IS_PUBLIC,
        samples=("IDX10638: Cannot create the SignatureProvider, 'key.HasPrivateKey' is false, cannot create signatures. Key: ECDsaSecurityKey.",),
    ),
    _said(
        id="identity-model-configuration",
        literal="idx208",
        words=pattern(
            r"IDX2080[3467]: Unable to (?:obtain (?:an updated )?configuration|retrieve document) from: "
            r"'(?:https://(?:appleid|account)\.apple\.com|System\.String|\[PII)"
        ),
        proves=Proof.APPLE_KEYS_NOT_FETCHED,
        samples=(
            "IDX20803: Unable to obtain configuration from: 'https://appleid.apple.com/.well-known/openid-configuration'.",
            "IDX20804: Unable to retrieve document from: '[PII of type 'System.String' is hidden.]'.",
        ),
        where=f"{_REPOSITORY}/Microsoft.IdentityModel.Protocols/LogMessages.cs",
    ),
)
