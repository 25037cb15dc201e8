"""jose (panva), when it reads a key and signs."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

_IMPORT = "https://github.com/panva/jose/blob/main/src/key/import.ts"
_KEY = "https://github.com/panva/jose/blob/v5.10.0/src/lib/check_key_type.ts"
_INPUT = "https://github.com/panva/jose/blob/main/src/lib/invalid_key_input.ts"

MESSAGES = (
    Message(
        id="jose-pkcs8",
        speaker="jose",
        literal="must be pkcs#8 formatted string",
        words=pattern(r'"?pkcs8"? must be PKCS#8 formatted string'),
        proves=Proof.KEY_WITHOUT_PEM_LINES,
        samples=('TypeError: "pkcs8" must be PKCS#8 formatted string',),
        versions="3.19 to 6",
        where=_IMPORT,
        is_general=True,
    ),
    Message(
        id="jose-key-missing",
        speaker="jose",
        literal="must be",
        words=pattern(r"Key (?:for the ES256 algorithm )?must be (?:one )?of type [\w, ]{5,80}\. Received (?:undefined|null)"),
        proves=Proof.KEY_NOT_GIVEN,
        samples=(
            "TypeError: Key for the ES256 algorithm must be one of type KeyObject, CryptoKey, or JSON Web Key. Received undefined",
            "TypeError: Key must be one of type KeyObject, CryptoKey, or Uint8Array. Received undefined",
        ),
        versions="3 to 6",
        where=_INPUT,
        is_general=True,
    ),
    Message(
        id="jose-key-form",
        speaker="jose",
        literal="key for the es256 algorithm must be",
        words=pattern(r"Key for the ES256 algorithm must be (?:one )?of type [\w, ]{5,80}\.(?! Received (?:undefined|null))"),
        proves=Proof.KEY_FORM_NOT_EXPECTED,
        samples=(
            "TypeError: Key for the ES256 algorithm must be one of type KeyObject or CryptoKey. Received an instance of Uint8Array",
            "TypeError: Key for the ES256 algorithm must be one of type CryptoKey, KeyObject, or JSON Web Key.",
        ),
        versions="4 to 6",
        where=_INPUT,
        is_general=True,
    ),
    Message(
        id="jose-key-type",
        speaker="jose",
        literal="key",
        words=pattern(
            r"(?:Invalid key for this operation, its asymmetricKeyType must be ec|"
            r"Invalid key curve for the algorithm, its curve must be \w{1,20}|"
            r"CryptoKey does not support this operation, its algorithm\.?(?:name|namedCurve)? must be (?:ECDSA|P-256))"
        ),
        proves=Proof.KEY_OF_OTHER_TYPE,
        samples=(
            "TypeError: Invalid key for this operation, its asymmetricKeyType must be ec",
            "TypeError: CryptoKey does not support this operation, its algorithm.namedCurve must be P-256",
            "TypeError: Invalid key curve for the algorithm, its curve must be prime256v1, got secp384r1",
        ),
        versions="3 to 6",
        where="https://github.com/panva/jose/blob/v5.x/src/runtime/node/node_key.ts",
        is_general=True,
    ),
    Message(
        id="jose-key-public",
        speaker="jose",
        literal='must be of type "private"',
        words=pattern(r'instances (?:for asymmetric algorithm signing )?must be of type "private"(?! for the RSA)'),
        proves=Proof.KEY_IS_PUBLIC,
        samples=(
            'TypeError: KeyObject instances for asymmetric algorithm signing must be of type "private"',
            'TypeError: KeyObject instances must be of type "private" for the ES256 algorithm',
        ),
        versions="3 to 6",
        where=_KEY,
        is_general=True,
    ),
    Message(
        id="jose-key-secret",
        speaker="jose",
        literal='must not be of type "secret"',
        words=pattern(r'instances for asymmetric algorithms must not be of type "secret"'),
        proves=Proof.KEY_FORM_NOT_EXPECTED,
        samples=('TypeError: KeyObject instances for asymmetric algorithms must not be of type "secret"',),
        versions="3 to 6",
        where=_KEY,
        is_general=True,
    ),
    Message(
        id="jose-key-characters",
        speaker="jose",
        literal="invalidcharactererror",
        words=pattern(r"InvalidCharacterError\]?: .{5,400}?(?:fromPKCS8|importPKCS8)"),
        proves=Proof.KEY_HOLDS_FOREIGN_CHARACTER,
        samples=(
            (
                "DOMException [InvalidCharacterError]: Invalid character at atob (node:buffer:1303:13) at decodeBase64 (file:///app/"
                "node_modules/jose/dist/webapi/lib/base64.js:12:20) at importPKCS8 (file:///app/node_modules/jose/dist/webapi/key/"
                "import.js:17:12)"
            ),
        ),
        versions="5 and 6",
        where="https://github.com/panva/jose/blob/main/src/lib/asn1.ts",
        is_general=True,
    ),
    Message(
        id="jose-2-import",
        speaker="jose",
        literal="jwkimportfailed",
        words=pattern(r"JWKImportFailed: key import failed"),
        proves=Proof.KEY_REFUSED,
        samples=("JWKImportFailed: key import failed",),
        versions="1 and 2",
        where="https://github.com/panva/jose/blob/v2.x/lib/jwk/import.js",
        is_general=True,
    ),
)
