"""Ruby's OpenSSL."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

MESSAGES = (
    Message(
        id="ruby-openssl-curve-name",
        speaker="Ruby OpenSSL",
        literal="invalid curve name",
        words=pattern(r"(?:OpenSSL::PKey::ECError|ECError)(?:: | \()invalid curve name"),
        proves=Proof.KEY_REFUSED,
        samples=(
            "OpenSSL::PKey::ECError: invalid curve name",
            "OpenSSL::PKey::ECError (invalid curve name)",
        ),
        versions="2.0 and later",
        where="https://github.com/nhosoya/omniauth-apple/issues/14",
        is_general=True,
    ),
    Message(
        id="ruby-openssl-curve-name-behind",
        speaker="Ruby OpenSSL",
        literal="invalid curve name",
        words=pattern(r"invalid curve name \(OpenSSL::PKey::ECError\)"),
        proves=Proof.KEY_REFUSED,
        samples=("app/services/apple.rb:12:in 'initialize': invalid curve name (OpenSSL::PKey::ECError)",),
        versions="2.0 and later",
        where="https://github.com/ruby/openssl/issues/422",
        is_general=True,
    ),
    Message(
        id="ruby-openssl-no-start-line",
        speaker="Ruby OpenSSL",
        literal="no start line",
        words=pattern(r"(?:Neither PUB key nor PRIV key|Could not parse PKey): no start line"),
        proves=Proof.KEY_WITHOUT_PEM_LINES,
        samples=(
            "OpenSSL::PKey::RSAError: Neither PUB key nor PRIV key: no start line",
            "OpenSSL::PKey::PKeyError (Could not parse PKey: no start line)",
        ),
        versions="all, with OpenSSL 1.1",
        where="https://github.com/ruby/openssl/blob/master/ext/openssl/ossl_pkey.c",
        is_general=True,
    ),
    Message(
        id="ruby-openssl-not-a-key",
        speaker="Ruby OpenSSL",
        literal=" pkey",
        words=pattern(
            r"Could not parse PKey(?:: (?:unsupported|nested asn1 error|bad base64 decode|too long|wrong tag|header too long|not enough data))?"
        ),
        proves=Proof.KEY_REFUSED,
        samples=(
            "OpenSSL::PKey::PKeyError: Could not parse PKey: unsupported",
            "OpenSSL::PKey::PKeyError (Could not parse PKey: bad base64 decode)",
        ),
        versions="all",
        where="https://github.com/ruby/openssl/blob/master/ext/openssl/ossl_pkey.c",
        is_general=True,
    ),
    Message(
        id="ruby-openssl-no-rsa-key",
        speaker="Ruby OpenSSL",
        literal="neither pub key nor priv key",
        words=pattern(
            r"Neither PUB key nor PRIV key(?:: (?:nested asn1 error|bad base64 decode|header too long|wrong tag|too long|not enough data))?"
        ),
        proves=Proof.KEY_REFUSED,
        samples=(
            "OpenSSL::PKey::RSAError: Neither PUB key nor PRIV key: nested asn1 error",
            "OpenSSL::PKey::RSAError (Neither PUB key nor PRIV key)",
        ),
        versions="until 3",
        where="https://github.com/ruby/openssl/blob/master/ext/openssl/ossl_pkey_rsa.c",
        is_general=True,
    ),
    Message(
        id="ruby-openssl-key-type",
        speaker="Ruby OpenSSL",
        literal="incorrect pkey type",
        words=pattern(r"incorrect pkey type: (?P<actual>[\w-]{1,30})"),
        proves=Proof.KEY_OF_OTHER_TYPE,
        samples=(
            "OpenSSL::PKey::PKeyError: incorrect pkey type: rsaEncryption",
            "OpenSSL::PKey::RSAError (incorrect pkey type: id-ecPublicKey)",
        ),
        versions="3.0 and later",
        where="https://github.com/ruby/openssl/blob/master/ext/openssl/ossl_pkey_ec.c",
        is_general=True,
    ),
    Message(
        id="ruby-openssl-private-key-needed",
        speaker="Ruby OpenSSL",
        literal="rivate key is needed",
        words=pattern(r"ArgumentError(?:: | \()[Pp]rivate key is needed"),
        proves=Proof.KEY_IS_PUBLIC,
        samples=(
            "ArgumentError: Private key is needed.",
            "ArgumentError (private key is needed)",
        ),
        versions="all",
        where="https://github.com/ruby/openssl/blob/master/ext/openssl/ossl_pkey.c",
        is_general=True,
    ),
    Message(
        id="ruby-openssl-no-key",
        speaker="Ruby OpenSSL",
        literal="ec_key_check_key: passed a null parameter",
        words=pattern(r"EC_KEY_check_key: passed a null parameter"),
        proves=Proof.KEY_WITHOUT_PEM_LINES,
        samples=("OpenSSL::PKey::ECError: EC_KEY_check_key: passed a null parameter",),
        versions="2 and later",
        where="https://github.com/nov/signin-with-apple/issues/6",
        is_general=True,
    ),
)
