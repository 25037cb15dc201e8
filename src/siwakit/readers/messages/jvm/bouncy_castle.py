"""Bouncy Castle, when it reads PEM."""

from __future__ import annotations

from functools import partial

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

_SOURCE = "https://github.com/bcgit/bc-java/blob/main"
_said = partial(Message, speaker="Bouncy Castle", versions="all", is_general=True)
_CLASS = r"(?:class )?org\.bouncycastle\.(?:asn1\.pkcs|openssl)\."

MESSAGES = (
    _said(
        id="bouncy-castle-end-line",
        literal="-----end",
        words=pattern(r"IOException: -----END (?:EC )?PRIVATE KEY(?:-----)? not found"),
        proves=Proof.KEY_LINES_DAMAGED,
        samples=("java.io.IOException: -----END PRIVATE KEY not found", "java.io.IOException: -----END PRIVATE KEY----- not found"),
        where=f"{_SOURCE}/core/src/main/java/org/bouncycastle/util/io/pem/PemReader.java",
    ),
    _said(
        id="bouncy-castle-cut-short",
        literal="length",
        words=pattern(r"DEF length \d{1,9} object truncated by \d{1,9}|corrupted stream - out of bounds length found: \d{1,12} >=? \d{1,12}"),
        proves=Proof.KEY_CUT_SHORT,
        samples=(
            "java.io.EOFException: DEF length 135 object truncated by 60",
            "java.io.IOException: corrupted stream - out of bounds length found: 109 >= 46",
        ),
        where=f"{_SOURCE}/core/src/main/java/org/bouncycastle/asn1/DefiniteLengthInputStream.java",
    ),
    _said(
        id="bouncy-castle-key-refused",
        literal="exception: ",
        words=pattern(
            r"PEMException: (?:problem parsing (?:EC )?PRIVATE KEY|unable to convert key pair)(?!.{0,200}(?:DEF length|out of bounds length))"
            r"|InvalidKeySpecException: encoded key spec not recognized(?!.{0,200}(?:DEF length|out of bounds length))"
            r"|IOException: malformed PEM data"
        ),
        proves=Proof.KEY_REFUSED,
        samples=(
            "org.bouncycastle.openssl.PEMException: unable to convert key pair: encoded key spec not recognized: algorithm identifier not recognised",
            "org.bouncycastle.openssl.PEMException: problem parsing PRIVATE KEY: java.lang.IllegalArgumentException: unknown object in getInstance",
        ),
        where=f"{_SOURCE}/pkix/src/main/java/org/bouncycastle/openssl/PEMParser.java",
    ),
    _said(
        id="bouncy-castle-key-pair-expected",
        literal="cannot be cast to",
        words=pattern(rf"{_CLASS}(?:PrivateKeyInfo|PEMKeyPair) cannot be cast to {_CLASS}(?:PrivateKeyInfo|PEMKeyPair)"),
        proves=Proof.KEY_FORM_NOT_EXPECTED,
        samples=(
            "java.lang.ClassCastException: org.bouncycastle.asn1.pkcs.PrivateKeyInfo cannot be cast to org.bouncycastle.openssl.PEMKeyPair",
            "class org.bouncycastle.asn1.pkcs.PrivateKeyInfo cannot be cast to class org.bouncycastle.openssl.PEMKeyPair",
        ),
        where="https://github.com/eclipse/microprofile-starter/issues/206",
    ),
    _said(
        id="bouncy-castle-key-encrypted",
        literal="encryptedprivatekeyinfo cannot be cast",
        words=pattern(r"org\.bouncycastle\.pkcs\.PKCS8EncryptedPrivateKeyInfo cannot be cast to"),
        proves=Proof.KEY_IS_ENCRYPTED,
        samples=("org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo cannot be cast to org.bouncycastle.openssl.PEMKeyPair",),
        where=f"{_SOURCE}/pkix/src/main/java/org/bouncycastle/openssl/PEMParser.java",
    ),
    _said(
        id="bouncy-castle-no-pem",
        literal="cannot invoke",
        words=pattern(r"Cannot invoke \"org\.bouncycastle\.(?:util\.io\.pem\.PemObject\.getContent|openssl\.PEMKeyPair\.get\w{1,20})\(\)\" because"),
        proves=Proof.KEY_WITHOUT_PEM_LINES,
        samples=('java.lang.NullPointerException: Cannot invoke "org.bouncycastle.util.io.pem.PemObject.getContent()" because "pemObject" is null',),
        versions="Java 14 and later",
        where=f"{_SOURCE}/core/src/main/java/org/bouncycastle/util/io/pem/PemReader.java",
    ),
)
