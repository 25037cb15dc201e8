"""Node.js: its crypto module, WebCrypto and files."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

_ERRORS = "https://nodejs.org/api/errors.html"
_KEYS = "https://github.com/nodejs/node/blob/v20.x/lib/internal/crypto/keys.js"
_WEB_EC = "https://github.com/nodejs/node/blob/v20.x/lib/internal/crypto/ec.js"

MESSAGES = (
    Message(
        id="node-key-encrypted",
        speaker="Node.js",
        literal="err_",
        words=pattern(r"ERR_(?:OSSL_CRYPTO_INTERRUPTED_OR_CANCELLED|MISSING_PASSPHRASE)\b"),
        proves=Proof.KEY_IS_ENCRYPTED,
        samples=("  code: 'ERR_OSSL_CRYPTO_INTERRUPTED_OR_CANCELLED'", "TypeError [ERR_MISSING_PASSPHRASE]: Passphrase required for encrypted key"),
        versions="12 and later",
        where=_ERRORS,
        is_general=True,
    ),
    Message(
        id="node-sign-without-key",
        speaker="Node.js",
        literal="no key provided to sign",
        words=pattern(r"No key provided to sign"),
        proves=Proof.KEY_NOT_GIVEN,
        samples=("Error [ERR_CRYPTO_SIGN_KEY_REQUIRED]: No key provided to sign",),
        versions="10 and later",
        where=_ERRORS,
        is_general=True,
    ),
    Message(
        id="node-key-undefined",
        speaker="Node.js",
        literal="received ",
        words=pattern(r'The "(?:key|key\.key|privateKey)" (?:argument|property) must be [^{}]{10,240} Received (?:undefined|null)'),
        proves=Proof.KEY_NOT_GIVEN,
        samples=(
            (
                'TypeError [ERR_INVALID_ARG_TYPE]: The "key" argument must be of type string or an instance of ArrayBuffer, Buffer, '
                "TypedArray, or DataView. Received undefined"
            ),
            ('The "key.key" property must be of type string or an instance of ArrayBuffer, Buffer, TypedArray, or DataView. Received undefined'),
        ),
        versions="12 and later",
        where=_KEYS,
        is_general=True,
    ),
    Message(
        id="node-key-file-missing",
        speaker="Node.js",
        literal="enoent: no such file or directory",
        words=pattern(r"ENOENT: no such file or directory, (?:open|stat|access) '[^']{0,200}\.(?:p8|pem)'"),
        proves=Proof.KEY_FILE_NOT_FOUND,
        samples=("Error: ENOENT: no such file or directory, open '/app/keys/AuthKey_ABCDE12345.p8'",),
        versions="all",
        where=_ERRORS,
    ),
    Message(
        id="node-apple-not-reached",
        speaker="Node.js",
        literal="appleid.apple.com",
        words=pattern(
            r"(?:getaddrinfo (?:ENOTFOUND|EAI_AGAIN) |(?:connect ETIMEDOUT|ECONNRESET|UND_ERR_CONNECT_TIMEOUT|"
            r"Connect Timeout Error)[^{}]{1,200})appleid\.apple\.com"
        ),
        proves=Proof.APPLE_NOT_REACHED,
        samples=(
            "FetchError: request to https://appleid.apple.com/auth/token failed, reason: getaddrinfo ENOTFOUND appleid.apple.com",
            "ConnectTimeoutError: Connect Timeout Error (attempted address: appleid.apple.com:443, timeout: 10000ms)",
        ),
        versions="all",
        where=_ERRORS,
    ),
    Message(
        id="webcrypto-key-data",
        speaker="WebCrypto",
        literal="invalid keydata",
        words=pattern(r"DataError\b[^{}]{0,20}: Invalid keyData"),
        proves=Proof.KEY_REFUSED,
        samples=("DOMException [DataError]: Invalid keyData",),
        versions="Node.js 15 and later",
        where=_WEB_EC,
        is_general=True,
    ),
    Message(
        id="webcrypto-key-type",
        speaker="WebCrypto",
        literal="dataerror",
        words=pattern(r"DataError\b[^{}]{0,20}: (?:Invalid key type|Named curve mismatch)"),
        proves=Proof.KEY_OF_OTHER_TYPE,
        samples=("DOMException [DataError]: Invalid key type", "DOMException [DataError]: Named curve mismatch"),
        versions="Node.js 15 and later",
        where=_WEB_EC,
        is_general=True,
    ),
    Message(
        id="workers-pkcs8",
        speaker="Cloudflare Workers",
        literal="invalid pkcs8 input",
        words=pattern(r"Invalid PKCS8 input\b"),
        proves=Proof.KEY_REFUSED,
        samples=("DataError: Invalid PKCS8 input.",),
        versions="all",
        where="https://github.com/cloudflare/workerd/blob/main/src/workerd/api/crypto/keys.c++",
        is_general=True,
    ),
    Message(
        id="workers-not-ec",
        speaker="Cloudflare Workers",
        literal="input was not an ec key",
        words=pattern(r"Input was not an EC key"),
        proves=Proof.KEY_OF_OTHER_TYPE,
        samples=("Error: Uncaught DOMException(DataError): Input was not an EC key.",),
        versions="all",
        where="https://github.com/panva/jose/issues/629",
        is_general=True,
    ),
    Message(
        id="forge-pem",
        speaker="node-forge",
        literal="invalid pem formatted message",
        words=pattern(r"Invalid PEM formatted message\b"),
        proves=Proof.KEY_WITHOUT_PEM_LINES,
        samples=("Error: Invalid PEM formatted message.",),
        versions="node-forge 0.6 and later",
        where="https://github.com/digitalbazaar/forge/blob/main/lib/pem.js",
        is_general=True,
    ),
)
