"""OpenSSL, when it reads PEM."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

MESSAGES = (
    Message(
        id="openssl-no-start-line",
        speaker="OpenSSL",
        literal="no start line",
        words=pattern(r"error:0?[0-9A-F]{7,8}:PEM routines:\w*:no start line(?:[^{}]{0,4000}code: 'ERR_OSSL_PEM_NO_START_LINE')?"),
        proves=Proof.KEY_WITHOUT_PEM_LINES,
        samples=("Error: error:0909006C:PEM routines:get_name:no start line",),
        versions="1.0 to 1.1 (0909006C, 0906D06C), 3.0 and later (0480006C)",
        where="https://github.com/openssl/openssl/blob/master/crypto/pem/pem_err.c",
        is_general=True,
    ),
)
