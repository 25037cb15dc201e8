"""The command `openssl`, when it is given the key. What an error beside it says is narrower, and is left to speak."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

_APPS = "https://github.com/openssl/openssl/blob/master/apps/lib/apps.c"
_NO_ERROR_FOLLOWS = r"(?! [0-9A-F]{5,20}:error:)"

MESSAGES = (
    Message(
        id="openssl-command-unable-to-load",
        speaker="openssl",
        literal="unable to load",
        words=pattern(rf"unable to load (?:Private )?[Kk]ey\b{_NO_ERROR_FOLLOWS}"),
        proves=Proof.KEY_REFUSED,
        samples=("unable to load Private Key", "unable to load key"),
        versions="1.0 to 1.1, LibreSSL",
        where="https://github.com/openssl/openssl/blob/OpenSSL_1_1_1-stable/apps/ec.c",
        is_general=True,
    ),
    Message(
        id="openssl-command-could-not-read",
        speaker="openssl",
        literal="private key from",
        words=pattern(rf"Could not (?:read|find) private key from [^\s:]{{1,200}}(?!\S){_NO_ERROR_FOLLOWS}"),
        proves=Proof.KEY_REFUSED,
        samples=("read EC key\nCould not read private key from AuthKey_2X9R4HXF34.p8", "Could not find private key from key.p8"),
        versions="3.0 and later",
        where=_APPS,
        is_general=True,
    ),
    Message(
        id="openssl-command-file-not-found",
        speaker="openssl",
        literal="for ",
        words=pattern(
            r"Could not open file or uri (?:[^\s:]{1,200} )?for loading (?:private )?key(?! of)"
            r"|Can't open \"?[^\s\"]{1,200}\.(?:p8|pem|key)\"? for reading, No such file or directory"
        ),
        proves=Proof.KEY_FILE_NOT_FOUND,
        samples=(
            "Could not open file or uri for loading private key from AuthKey_2X9R4HXF34.p8",
            "Can't open AuthKey_2X9R4HXF34.p8 for reading, No such file or directory",
        ),
        versions="1.1 and later",
        where=_APPS,
        is_general=True,
    ),
)
