"""What a key setting can contain, and how a key can have been damaged on the way there."""

from __future__ import annotations

from enum import Enum


class KeyForm(Enum):
    """Form of a key text; only `PKCS8` is Apple's."""

    PKCS8 = "a PKCS#8 private key"
    SEC1 = "a SEC1 private key (EC PRIVATE KEY)"
    ENCRYPTED = "an encrypted private key"
    PUBLIC = "a public key"
    CERTIFICATE = "a certificate"
    RSA = "an RSA key"
    PRIVATE_JWK = "a private JWK"
    PUBLIC_JWK = "a public JWK"
    PATH = "the name of a file"
    JWT = "a JWT"
    CURVE_NAME = "the name of a curve"
    KEY_ID = "a Key ID"
    EMPTY = "nothing"
    OTHER = "something else"


class KeyDamage(Enum):
    """Kind of damage; a reading lists them outermost first, which is the order of repair."""

    BYTE_ORDER_MARK = "a byte order mark"
    QUOTES = "quotes around the key"
    BASE64_OF_PEM = "base64 around the PEM text"
    NEWLINES_ESCAPED = "escaped line breaks"
    INDENTED = "indented lines"
    ONE_LINE = "lost line breaks"
    LINES_MISSING = "no BEGIN and END lines"
    ARMOUR_DAMAGED = "a damaged BEGIN or END line"
    BASE64_DAMAGED = "damaged base64"
    TRUNCATED = "a missing part"
    SECOND_KEY = "a second private key"
