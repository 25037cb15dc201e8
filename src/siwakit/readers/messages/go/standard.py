"""The standard library of Go, when it reads the key, base64 or JSON."""

from __future__ import annotations

from functools import partial

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

_X509 = "https://github.com/golang/go/blob/master/src/crypto/x509"
_said = partial(Message, speaker="Go", versions="all", is_general=True)

MESSAGES = (
    _said(
        id="go-key-form",
        literal="x509: failed to parse",
        words=pattern(
            r"x509: failed to parse private key \(use Parse(?:EC|PKCS1|PKCS8)PrivateKey instead for this key format\)"
            r"|x509: failed to parse EC private key: asn1: structure error: tags don't match \(4 vs \{class:0 tag:16"
        ),
        proves=Proof.KEY_FORM_NOT_EXPECTED,
        samples=(
            "x509: failed to parse private key (use ParsePKCS8PrivateKey instead for this key format)",
            "x509: failed to parse EC private key: asn1: structure error: tags don't match (4 vs {class:0 tag:16 length:19 isCompound:true})",
        ),
        where=f"{_X509}/sec1.go",
    ),
    _said(
        id="go-key-refused",
        literal="x509: ",
        words=pattern(
            r"x509: (?:failed to parse EC private key(?: embedded in PKCS#8)?: (?!asn1: syntax error: data truncated)"
            r"(?!asn1: structure error: tags don't match \(4 vs \{class:0 tag:16)"
            r"[^\"\n]{0,100}|invalid elliptic curve private key value|invalid private key length)"
            r"|x509: PKCS#8 wrapping contained private key with unknown algorithm"
        ),
        proves=Proof.KEY_REFUSED,
        samples=("x509: failed to parse EC private key embedded in PKCS#8: asn1: structure error: length too large",),
        where=f"{_X509}/pkcs8.go",
    ),
    _said(
        id="go-key-rsa",
        literal="x509: failed to parse rsa private key",
        words=pattern(r"x509: failed to parse RSA private key embedded in PKCS#8"),
        proves=Proof.KEY_OF_OTHER_TYPE,
        samples=("x509: failed to parse RSA private key embedded in PKCS#8: asn1: structure error",),
        where=f"{_X509}/pkcs8.go",
    ),
    _said(
        id="go-unknown-curve",
        literal="x509: unknown elliptic curve",
        words=pattern(r"x509: unknown elliptic curve"),
        proves=Proof.KEY_OF_OTHER_TYPE,
        samples=("apple: x509: unknown elliptic curve",),
        where=f"{_X509}/sec1.go",
    ),
    _said(
        id="go-key-cut-short",
        literal="asn1: syntax error",
        words=pattern(r"(?:x509: [^:\n]{1,80}: )?asn1: syntax error: (?:data truncated|truncated \w{1,20}(?: \w{1,20}){0,3})"),
        proves=Proof.KEY_CUT_SHORT,
        samples=("asn1: syntax error: data truncated", "x509: failed to parse EC private key embedded in PKCS#8: asn1: syntax error: data truncated"),
        where="https://github.com/golang/go/blob/master/src/encoding/asn1/asn1.go",
    ),
    _said(
        id="go-asn1-structure",
        literal="asn1: structure error",
        words=pattern(r"(?<!: )asn1: structure error: |(?<=[^5-9C8]: )asn1: structure error: (?!tags don't match \(4 vs \{class:0 tag:16)"),
        proves=Proof.KEY_REFUSED,
        samples=("apple sign: asn1: structure error: tags don't match (16 vs {class:1 tag:15 length:112 isCompound:true})",),
        where="https://github.com/golang/go/blob/master/src/encoding/asn1/asn1.go",
    ),
    _said(
        id="go-base64",
        literal="illegal base64 data",
        words=pattern(r"illegal base64 data at input byte \d{1,6}"),
        proves=Proof.KEY_NOT_BASE64,
        samples=("decode apple key: illegal base64 data at input byte 64",),
        where="https://github.com/golang/go/blob/master/src/encoding/base64/base64.go",
    ),
    _said(
        id="go-claim-form",
        literal="json: cannot unmarshal",
        words=pattern(
            r"json: cannot unmarshal (?P<actual>string|bool|number) into Go (?:struct field \w{0,60}\.?|value of type )"
            r"\.?(?P<claim>email_verified|is_private_email|real_user_status|nonce_supported)(?: of type (?P<expected>[*\w.]{1,40}))?"
        ),
        proves=Proof.CLAIM_FORM_REFUSED,
        samples=(
            "json: cannot unmarshal string into Go struct field AppleClaims.email_verified of type bool",
            "json: cannot unmarshal bool into Go struct field Claims.is_private_email of type string",
        ),
        where="https://github.com/golang/go/blob/master/src/encoding/json/decode.go",
    ),
    _said(
        id="go-cookie",
        literal="named cookie not present",
        words=pattern(r"http: named cookie not present"),
        proves=Proof.COOKIE_NOT_RETURNED,
        samples=("callback: http: named cookie not present",),
        where="https://github.com/golang/go/blob/master/src/net/http/request.go",
    ),
    _said(
        id="go-key-file-not-found",
        literal="open ",
        words=pattern(r"open [^\s:\"']{1,300}\.p8: (?:no such file or directory|The system cannot find the file specified|permission denied)"),
        proves=Proof.KEY_FILE_NOT_FOUND,
        samples=("open ./keys/AuthKey_2X9R4HXF34.p8: no such file or directory",),
        where="https://github.com/golang/go/blob/master/src/os/file.go",
    ),
)
