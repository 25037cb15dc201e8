"""The package cryptography, with which Python libraries read keys."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.characters import told_by_character
from siwakit.readers.messages.model import Message

_PEM = "https://github.com/pyca/cryptography/blob/main/src/rust/src/error.rs"
_KEYS = "https://github.com/pyca/cryptography/blob/main/src/rust/src/backend/keys.rs"
_SEE = "See https://cryptography.io/en/latest/faq/#why-can-t-i-import-my-pem-file for more details."
_FORMAT = "The data may be in an incorrect format, it may be encrypted with an unsupported algorithm, or it may be an unsupported key type"
_CURVES = "(e.g. EC curves with explicit parameters)"
_ERROR_TEXT = "_OpenSSLErrorWithText(code=151584876, lib=9, func=108, reason=108, reason_text=b'error:0909006C:PEM routines:get_name:no start line')"

MESSAGES = (
    Message(
        id="cryptography-no-pem-lines",
        speaker="cryptography",
        literal="unable to load pem file",
        words=pattern(r"Unable to load PEM file\.(?: See \S{1,100} for more details\.)? MalformedFraming"),
        proves=Proof.KEY_WITHOUT_PEM_LINES,
        samples=(f"ValueError: Unable to load PEM file. {_SEE} MalformedFraming",),
        versions="40 and later",
        where="https://github.com/pyca/cryptography/issues/10343",
        is_general=True,
    ),
    Message(
        id="cryptography-pem-character",
        speaker="cryptography",
        literal="unable to load pem file",
        words=pattern(
            r"Unable to load PEM file\.(?: See \S{1,100} for more details\.)? InvalidData\(Invalid(?:Byte\(\d{1,6}, | byte | symbol )"
            r"(?P<decimal>\d{1,3})(?:, offset \d{1,6}\.?)?\)"
        ),
        proves=None,
        narrow=told_by_character,
        samples=(
            f"ValueError: Unable to load PEM file. {_SEE} InvalidData(InvalidByte(0, 92))",
            f"ValueError: Unable to load PEM file. {_SEE} InvalidData(Invalid symbol 92, offset 0.)",
        ),
        versions="40 and later; InvalidByte(0, 92) until 42",
        where=_PEM,
        is_general=True,
    ),
    Message(
        id="cryptography-pem-base64",
        speaker="cryptography",
        literal="unable to load pem file",
        words=pattern(
            r"Unable to load PEM file\.(?: See \S{1,100} for more details\.)? "
            r"(?:InvalidData\(Invalid(?:Length| ?[Ll]ast|Padding| padding| input| length)|MismatchedTags|InvalidHeader|MissingData)"
        ),
        proves=Proof.KEY_REFUSED,
        samples=(
            f"ValueError: Unable to load PEM file. {_SEE} InvalidData(InvalidLength)",
            f"Unable to load PEM file. {_SEE} InvalidHeader(-----BEGIN)",
        ),
        versions="40 and later",
        where=_PEM,
        is_general=True,
    ),
    Message(
        id="cryptography-no-private-key",
        speaker="cryptography",
        literal="valid pem but no begin/end delimiters for a private key",
        words=pattern(r"Valid PEM but no BEGIN/END delimiters for a private key found"),
        proves=Proof.KEY_IS_NOT_PRIVATE,
        samples=("ValueError: Valid PEM but no BEGIN/END delimiters for a private key found. Are you sure this is a private key?",),
        versions="43 and later",
        where=_KEYS,
        is_general=True,
    ),
    Message(
        id="cryptography-key-data",
        speaker="cryptography",
        literal="could not deserialize key data",
        words=pattern(
            r"Could not deserialize key data(?:\. The data may be in an incorrect format(?:[,.]? or|,)? it may be encrypted with "
            r"an unsupported algorithm(?:[^\[\n]{0,120}explicit parameters\)\.?)?)?"
        ),
        proves=Proof.KEY_REFUSED,
        samples=(
            f"ValueError: Could not deserialize key data. {_FORMAT} {_CURVES}. Details: ASN.1 parsing error: short data",
            "Could not deserialize key data. The data may be in an incorrect format or it may be encrypted with an unsupported algorithm.",
            '    raise ValueError("Could not deserialize key data.")\nValueError: Could not deserialize key data.',
            f"ValueError: ('Could not deserialize key data. {_FORMAT} {_CURVES}.', [_OpenSSLErrorWithText(code=503841036, lib=60)])",
        ),
        versions="all",
        where="https://github.com/akornor/playlistor/issues/49",
        is_general=True,
    ),
    Message(
        id="cryptography-key-data-no-start-line",
        speaker="cryptography",
        literal="could not deserialize key data",
        words=pattern(r"Could not deserialize key data\.?[^\[\n]{0,260}\[_?OpenSSLError[^\]]{0,300}no start line[^\]]{0,60}\]"),
        proves=Proof.KEY_WITHOUT_PEM_LINES,
        samples=(f"ValueError: ('Could not deserialize key data. {_FORMAT}.', [{_ERROR_TEXT}])",),
        versions="3.4 to 36, with OpenSSL 1.1",
        where="https://github.com/pyca/cryptography/blob/36.0.x/src/cryptography/hazmat/backends/openssl/backend.py",
        is_general=True,
    ),
    Message(
        id="cryptography-password-not-given",
        speaker="cryptography",
        literal="password was not given but private key is encrypted",
        words=pattern(r"Password was not given but private key is encrypted"),
        proves=Proof.KEY_IS_ENCRYPTED,
        samples=("TypeError: Password was not given but private key is encrypted",),
        versions="all",
        where=_KEYS,
        is_general=True,
    ),
    Message(
        id="cryptography-public-key-cannot-sign",
        speaker="cryptography",
        literal="object has no attribute 'sign'",
        words=pattern(r"(?:EllipticCurvePublicKey|\.ec\.ECPu(?:blicKey)?)' object has no attribute 'sign'"),
        proves=Proof.KEY_IS_PUBLIC,
        samples=(
            "AttributeError: '_EllipticCurvePublicKey' object has no attribute 'sign'",
            "AttributeError: 'cryptography.hazmat.bindings._rust.openssl.ec.ECPu' object has no attribute 'sign'",
        ),
        versions="all, below PyJWT before 2.11",
        where="https://github.com/pyca/cryptography/blob/main/src/rust/src/backend/ec.rs",
        is_general=True,
    ),
    Message(
        id="cryptography-rsa-key-for-ec",
        speaker="cryptography",
        literal="sign() missing 1 required positional argument: 'algorithm'",
        words=pattern(r"\bsign\(\) missing 1 required positional argument: 'algorithm'"),
        proves=Proof.KEY_OF_OTHER_TYPE,
        samples=(
            "TypeError: sign() missing 1 required positional argument: 'algorithm'",
            "TypeError: RSAPrivateKey.sign() missing 1 required positional argument: 'algorithm'",
        ),
        versions="all, below PyJWT before 2.4",
        where="https://github.com/jpadilla/pyjwt/issues/706",
        is_general=True,
    ),
)
