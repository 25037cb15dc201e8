"""python-jose."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.claims import told_by_missing_claim
from siwakit.readers.messages.model import Message

_JWT = "https://github.com/mpdavis/python-jose/blob/master/jose/jwt.py"
_BACKEND = "https://github.com/mpdavis/python-jose/blob/master/jose/backends/cryptography_backend.py"

MESSAGES = (
    Message(
        id="python-jose-at-hash",
        speaker="python-jose",
        literal="no access_token provided to compare against at_hash claim",
        words=pattern(r"No access_token provided to compare against (?P<claim>at_hash) claim"),
        proves=Proof.TOKEN_REFUSED,
        samples=("jose.exceptions.JWTClaimsError: No access_token provided to compare against at_hash claim.",),
        versions="2.0 and later",
        where=_JWT,
        is_general=True,
    ),
    Message(
        id="python-jose-claim-missing",
        speaker="python-jose",
        literal="missing required key",
        words=pattern(r"missing required key \"(?P<claim>\w{1,40})\" among claims"),
        proves=None,
        narrow=told_by_missing_claim,
        samples=('jose.exceptions.JWTError: missing required key "nonce" among claims',),
        versions="3.0 and later",
        where=_JWT,
        is_general=True,
    ),
    Message(
        id="python-jose-token-headers",
        speaker="python-jose",
        literal="error decoding token",
        words=pattern(r"Error decoding token (?:headers|claims)\."),
        proves=Proof.TOKEN_UNREADABLE,
        samples=("jose.exceptions.JWTError: Error decoding token headers.",),
        versions="all",
        where=_JWT,
        is_general=True,
    ),
    Message(
        id="python-jose-ec-key",
        speaker="python-jose",
        literal="unable to parse an eckey from key",
        words=pattern(r"Unable to parse an ECKey from key: "),
        proves=Proof.KEY_REFUSED,
        samples=("jose.exceptions.JWKError: Unable to parse an ECKey from key: None",),
        versions="all",
        where=_BACKEND,
        is_general=True,
    ),
    Message(
        id="python-jose-algorithm-for-key",
        speaker="python-jose",
        literal="unable to find an algorithm for key",
        words=pattern(r"JWKError: Unable to find an algorithm for key"),
        proves=Proof.SIGNING_KEY_UNKNOWN,
        samples=("jose.exceptions.JWKError: Unable to find an algorithm for key: {}",),
        versions="all",
        where="https://github.com/mpdavis/python-jose/blob/master/jose/jwk.py",
        is_general=True,
    ),
    Message(
        id="python-jose-key-type",
        speaker="python-jose",
        literal="incorrect key type. expected",
        words=pattern(r"Incorrect key type\. Expected: '(?P<expected>\w{1,4})', Received: (?P<actual>\w{1,10})"),
        proves=Proof.KEY_OF_OTHER_TYPE,
        samples=("jose.exceptions.JWKError: Incorrect key type. Expected: 'EC', Received: RSA",),
        versions="all",
        where=_BACKEND,
        is_general=True,
    ),
)
