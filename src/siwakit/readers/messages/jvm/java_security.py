"""Java itself, when it decodes base64, reads a key, or signs."""

from __future__ import annotations

from functools import partial

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.characters import told_by_character
from siwakit.readers.messages.model import Message

_SOURCE = "https://github.com/openjdk/jdk/blob/master/src/java.base/share/classes"
_said = partial(Message, speaker="Java", versions="all", is_general=True)
_INVALID = r"InvalidKey(?:Spec)?Exception: (?:java\.security\.InvalidKeyException: )?"

MESSAGES = (
    _said(
        id="java-base64-character",
        literal="illegal base64 character",
        words=pattern(r"Illegal base64 character (?P<hexadecimal>(?!5f)[0-9a-f]{1,2})\b"),
        proves=None,
        narrow=told_by_character,
        samples=(
            "java.lang.IllegalArgumentException: Illegal base64 character 2d",
            "java.lang.IllegalArgumentException: Illegal base64 character 5c",
            "java.lang.IllegalArgumentException: Illegal base64 character a",
        ),
        versions="8 and later",
        where=f"{_SOURCE}/java/util/Base64.java",
    ),
    _said(
        id="java-base64-ending",
        literal="input byte",
        words=pattern(r"Input byte (?:array has (?:incorrect ending byte at \d{1,6}|wrong 4-byte ending unit)|\[\] should at least have 2 bytes)"),
        proves=Proof.KEY_REFUSED,
        samples=("java.lang.IllegalArgumentException: Input byte array has incorrect ending byte at 200",),
        versions="8 and later",
        where=f"{_SOURCE}/java/util/Base64.java",
    ),
    _said(
        id="java-base64-length",
        literal="last unit does not have enough valid bits",
        words=pattern(r"Last unit does not have enough valid bits"),
        proves=Proof.KEY_CUT_SHORT,
        samples=("java.lang.IllegalArgumentException: Last unit does not have enough valid bits",),
        versions="8 and later",
        where=f"{_SOURCE}/java/util/Base64.java",
    ),
    _said(
        id="java-key-not-pkcs8",
        literal="algid parse error",
        words=pattern(rf"{_INVALID}(?:IOException : )?algid parse error, not a sequence"),
        proves=Proof.KEY_NOT_PKCS8,
        samples=("java.security.spec.InvalidKeySpecException: java.security.InvalidKeyException: IOException : algid parse error, not a sequence",),
        where=f"{_SOURCE}/sun/security/x509/AlgorithmId.java",
    ),
    _said(
        id="java-key-cut-short",
        literal="invalidkey",
        words=pattern(
            rf"{_INVALID}(?:IOException : (?:null(?!\w)|not enough content|[Ss]hort read|[Dd]etect premature EOF|Unable to read)"
            r"|Unable to decode key)"
        ),
        proves=Proof.KEY_CUT_SHORT,
        samples=(
            "java.security.spec.InvalidKeySpecException: java.security.InvalidKeyException: IOException : null",
            "java.security.InvalidKeyException: IOException : Short read of DER length",
            "java.security.spec.InvalidKeySpecException: java.security.InvalidKeyException: Unable to decode key",
        ),
        where=f"{_SOURCE}/sun/security/pkcs/PKCS8Key.java",
    ),
    _said(
        id="java-key-refused",
        literal="invalidkey",
        words=pattern(
            rf"{_INVALID}(?:IOException : (?:DerInputStream|DerValue|DER input|extra data|Tag number|version mismatch|Invalid|Overflow|data is not)"
            r"|invalid key format|Invalid EC private key|EC domain parameters must be encoded)"
        ),
        proves=Proof.KEY_REFUSED,
        samples=(
            "InvalidKeySpecException: java.security.InvalidKeyException: IOException : DerValue.getBigIntegerInternal, not expected 48",
            "java.security.spec.InvalidKeySpecException: java.security.InvalidKeyException: invalid key format",
            "java.security.spec.InvalidKeySpecException: java.security.InvalidKeyException: IOException : extra data at the end",
        ),
        where=f"{_SOURCE}/sun/security/pkcs/PKCS8Key.java",
    ),
    _said(
        id="java-rsa-with-ec-key",
        literal="invalidkey",
        words=pattern(rf"{_INVALID}(?:Invalid RSA private key|No installed provider supports this key: [\w.$]{{0,60}}ECPrivateKey\w{{0,20}})"),
        proves=Proof.SECRET_OF_OTHER_ALGORITHM,
        samples=(
            "java.security.spec.InvalidKeySpecException: java.security.InvalidKeyException: Invalid RSA private key",
            "java.security.InvalidKeyException: No installed provider supports this key: sun.security.ec.ECPrivateKeyImpl",
        ),
        where=f"{_SOURCE}/sun/security/rsa/RSAPrivateCrtKeyImpl.java",
    ),
    _said(
        id="java-ec-with-rsa-key",
        literal="no installed provider supports this key",
        words=pattern(rf"{_INVALID}No installed provider supports this key: [\w.$]{{0,60}}RSAPrivate\w{{0,20}}"),
        proves=Proof.KEY_OF_OTHER_TYPE,
        samples=("java.security.InvalidKeyException: No installed provider supports this key: sun.security.rsa.RSAPrivateCrtKeyImpl",),
        where=f"{_SOURCE}/java/security/Signature.java",
    ),
    _said(
        id="java-key-file-not-found",
        literal="p8",
        words=pattern(
            r"(?:NoSuchFileException: [^\s:]{1,300}\.p8\b|FileNotFoundException: [^\s:(]{1,300}\.p8 \("
            r"|class path resource \[[^\]\n]{1,300}\.p8\] cannot be (?:opened|resolved))"
        ),
        proves=Proof.KEY_FILE_NOT_FOUND,
        samples=(
            "java.nio.file.NoSuchFileException: keys/AuthKey_2X9R4HXF34.p8",
            "java.io.FileNotFoundException: AuthKey_2X9R4HXF34.p8 (No such file or directory)",
            "class path resource [static/AuthKey_2X9R4HXF34.p8] cannot be opened because it does not exist",
        ),
        where=f"{_SOURCE}/java/nio/file/NoSuchFileException.java",
    ),
)
