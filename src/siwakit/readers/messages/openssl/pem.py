"""OpenSSL, BoringSSL and LibreSSL, when they read PEM."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

_PEM_ERRORS = "https://github.com/openssl/openssl/blob/master/crypto/pem/pem_err.c"
_ERROR = r"error:0?[0-9A-Fa-f]{7,8}:PEM routines:\w{0,40}:"

MESSAGES = (
    Message(
        id="openssl-no-start-line",
        speaker="OpenSSL",
        literal="start",
        words=pattern(rf"{_ERROR}(?:no start line|NO_START_LINE)|ERR_OSSL_(?:PEM_)?NO_START_LINE"),
        proves=Proof.KEY_WITHOUT_PEM_LINES,
        samples=(
            "Error: error:0909006C:PEM routines:get_name:no start line",
            "error:0906D06C:PEM routines:PEM_read_bio:no start line",
            "error:0480006C:PEM routines::no start line",
            "error:0900006e:PEM routines:OPENSSL_internal:NO_START_LINE",
            "4306425456:error:09FFF06C:PEM routines:CRYPTO_internal:no start line:pem_lib.c:683:Expecting: ANY PRIVATE KEY",
            '{"library":"PEM routines","reason":"no start line","code":"ERR_OSSL_PEM_NO_START_LINE"}',
        ),
        versions="1.0 to 1.1 (0909006C, 0906D06C), 3.0 and later (0480006C), LibreSSL (09FFF06C), BoringSSL (0900006e)",
        where=_PEM_ERRORS,
        is_general=True,
    ),
    Message(
        id="openssl-bad-base64",
        speaker="OpenSSL",
        literal="base64",
        words=pattern(rf"{_ERROR}(?:bad base64 decode|BAD_BASE64_DECODE)|ERR_OSSL_(?:PEM_)?BAD_BASE64_DECODE"),
        proves=Proof.KEY_REFUSED,
        samples=(
            "error:0906D064:PEM routines:PEM_read_bio:bad base64 decode",
            "Error: error:04800064:PEM routines::bad base64 decode",
            "error:09000064:PEM routines:OPENSSL_internal:BAD_BASE64_DECODE",
        ),
        versions="1.0 and later, BoringSSL",
        where=_PEM_ERRORS,
        is_general=True,
    ),
    Message(
        id="openssl-bad-end-line",
        speaker="OpenSSL",
        literal="line",
        words=pattern(rf"{_ERROR}(?:bad end line|BAD_END_LINE)|ERR_OSSL_(?:PEM_)?BAD_END_LINE"),
        proves=Proof.KEY_LINES_DAMAGED,
        samples=(
            "140095589111456:error:0906D066:PEM routines:PEM_read_bio:bad end line:pem_lib.c:802:",
            "Error: error:04800066:PEM routines::bad end line",
            "Error: error:09000066:PEM routines:OPENSSL_internal:BAD_END_LINE",
        ),
        versions="1.0 and later, BoringSSL",
        where=_PEM_ERRORS,
        is_general=True,
    ),
    Message(
        id="openssl-password",
        speaker="OpenSSL",
        literal="bad",
        words=pattern(rf"{_ERROR}(?:bad password read|BAD_PASSWORD_READ|bad decrypt|BAD_DECRYPT)|ERR_OSSL_PEM_BAD_(?:PASSWORD_READ|DECRYPT)"),
        proves=Proof.KEY_IS_ENCRYPTED,
        samples=(
            "Error: error:0906A068:PEM routines:PEM_do_header:bad password read",
            "error:0906A065:PEM routines:PEM_do_header:bad decrypt",
            "error:04800068:PEM routines::bad password read",
        ),
        versions="1.0 and later, BoringSSL",
        where=_PEM_ERRORS,
        is_general=True,
    ),
    Message(
        id="openssl-passphrase-not-given",
        speaker="OpenSSL",
        literal="routines:",
        words=pattern(
            r"error:[0-9A-F]{8}:(?:common libcrypto routines:\w{0,40}:interrupted or cancelled"
            r"|Provider routines:\w{0,40}:unable to get passphrase)"
        ),
        proves=Proof.KEY_IS_ENCRYPTED,
        samples=(
            "Error: error:07880109:common libcrypto routines::interrupted or cancelled",
            "error:1C80009F:Provider routines:epki2pki_decode:unable to get passphrase:decode_epki2pki.c:96:",
        ),
        versions="3.0 and later",
        where="https://github.com/openssl/openssl/blob/master/crypto/err/err.c",
        is_general=True,
    ),
)
