"""Errors of OpenSSL, BoringSSL and LibreSSL about the contents of the key."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

_ASN1_ERRORS = "https://github.com/openssl/openssl/blob/master/crypto/asn1/asn1_err.c"
_ERROR = r"error:0?[0-9A-Fa-f]{7,8}:"
_ASN1 = rf"{_ERROR}(?:asn1|ASN\.1) encoding routines:\w{{0,40}}:"

MESSAGES = (
    Message(
        id="openssl-decoder-unsupported",
        speaker="OpenSSL",
        literal="unsupported",
        words=pattern(r"error:(?:1E|16)08010C:(?:DECODER|STORE) routines:\w{0,40}:unsupported|ERR_OSSL_UNSUPPORTED"),
        proves=Proof.KEY_REFUSED,
        samples=(
            "Error: error:1E08010C:DECODER routines::unsupported",
            '{"library":"DECODER routines","reason":"unsupported","code":"ERR_OSSL_UNSUPPORTED"}',
            "40570F6CAE7F0000:error:1608010C:STORE routines:ossl_store_handle_load_result:unsupported:../crypto/store/store_result.c:149:",
        ),
        versions="3.0 and later",
        where="https://github.com/openssl/openssl/blob/master/crypto/encode_decode/decoder_err.c",
        is_general=True,
    ),
    Message(
        id="openssl-key-cut-short",
        speaker="OpenSSL",
        literal="asn",
        words=pattern(
            rf"{_ASN1}(?:not enough data|NOT_ENOUGH_DATA|too long|TOO_LONG|header too long|HEADER_TOO_LONG)"
            r"|ERR_OSSL_ASN1_(?:NOT_ENOUGH_DATA|TOO_LONG|HEADER_TOO_LONG)"
        ),
        proves=Proof.KEY_CUT_SHORT,
        samples=(
            "Error: error:0D07209B:asn1 encoding routines:ASN1_get_object:too long",
            "Error: error:0D07207B:asn1 encoding routines:ASN1_get_object:header too long",
            "error:0680008E:asn1 encoding routines::not enough data",
            '{"library":"asn1 encoding routines","reason":"header too long","code":"ERR_OSSL_ASN1_HEADER_TOO_LONG"}',
        ),
        versions="1.0 to 1.1 (0D07209B, 0D07207B, 0D06B08E), 3.0 and later (0680009B, 0680007B, 0680008E), BoringSSL",
        where=_ASN1_ERRORS,
        is_general=True,
    ),
    Message(
        id="openssl-wrong-tag",
        speaker="OpenSSL",
        literal="asn",
        words=pattern(
            rf"{_ASN1}(?:wrong tag|WRONG_TAG|nested asn1 error|NESTED_ASN1_ERROR|bad object header|BAD_OBJECT_HEADER|DECODE_ERROR)"
            r"|ERR_OSSL_ASN1_(?:WRONG_TAG|NESTED_ASN1_ERROR|BAD_OBJECT_HEADER)"
        ),
        proves=Proof.KEY_REFUSED,
        samples=(
            "Error: error:0D0680A8:asn1 encoding routines:ASN1_CHECK_TLEN:wrong tag",
            "Error: error:0D0680A8:asn1 encoding routines:asn1_check_tlen:wrong tag",
            "error:068000A8:asn1 encoding routines::wrong tag",
            "error:0c0000be:ASN.1 encoding routines:OPENSSL_internal:WRONG_TAG",
        ),
        versions="1.0 to 1.1 (0D0680A8), 3.0 and later (068000A8), BoringSSL (0c0000be)",
        where=_ASN1_ERRORS,
        is_general=True,
    ),
    Message(
        id="boringssl-decode-error",
        speaker="BoringSSL",
        literal="public key routines",
        words=pattern(rf"{_ERROR}public key routines:OPENSSL_internal:(?:DECODE_ERROR|UNSUPPORTED_ALGORITHM)"),
        proves=Proof.KEY_REFUSED,
        samples=("error: error:06000066:public key routines:OPENSSL_internal:DECODE_ERROR",),
        versions="BoringSSL, as in Bun and Electron",
        where="https://github.com/oven-sh/bun/issues/18461",
        is_general=True,
    ),
    Message(
        id="openssl-expecting-ec-key",
        speaker="OpenSSL",
        literal="expecting",
        words=pattern(rf"{_ERROR}(?:digital envelope|public key) routines:\w{{0,40}}:(?:expecting an? ec key|EXPECTING_AN_EC_KEY)"),
        proves=Proof.KEY_OF_OTHER_TYPE,
        samples=(
            "error:0607F08A:digital envelope routines:EVP_PKEY_get1_EC_KEY:expecting a ec key",
            "error:0300008E:digital envelope routines::expecting an ec key",
        ),
        versions="1.0 and LibreSSL (a ec key), 1.1 and later (an ec key), BoringSSL",
        where="https://github.com/openssl/openssl/blob/master/crypto/evp/evp_err.c",
        is_general=True,
    ),
    Message(
        id="openssl-expecting-rsa-key",
        speaker="OpenSSL",
        literal="expecting",
        words=pattern(rf"{_ERROR}(?:digital envelope|public key) routines:\w{{0,40}}:(?:expecting an rsa key|EXPECTING_AN_RSA_KEY)"),
        proves=Proof.SECRET_OF_OTHER_ALGORITHM,
        samples=(
            "Error: error:0607907F:digital envelope routines:EVP_PKEY_get1_RSA:expecting an rsa key",
            "error:0300007F:digital envelope routines::expecting an rsa key",
        ),
        versions="1.0 and later, BoringSSL",
        where="https://github.com/openssl/openssl/blob/master/crypto/evp/evp_err.c",
        is_general=True,
    ),
    Message(
        id="openssl-unknown-curve",
        speaker="OpenSSL",
        literal="elliptic curve routines",
        words=pattern(rf"{_ERROR}elliptic curve routines:\w{{0,40}}:(?:unknown group|UNKNOWN_GROUP|invalid curve|curve does not support signing)"),
        proves=Proof.KEY_OF_OTHER_TYPE,
        samples=("error:08000081:elliptic curve routines::unknown group", "error:100000d7:elliptic curve routines:OPENSSL_internal:UNKNOWN_GROUP"),
        versions="1.0 and later, BoringSSL",
        where="https://github.com/openssl/openssl/blob/master/crypto/ec/ec_err.c",
        is_general=True,
    ),
)
