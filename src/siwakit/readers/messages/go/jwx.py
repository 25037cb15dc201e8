"""lestrrat-go/jwx and MicahParks/keyfunc."""

from __future__ import annotations

from functools import partial

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message, Values

_VALIDATE = "https://github.com/lestrrat-go/jwx/blob/v2/jwt/validate.go"
_KEYS = "https://github.com/lestrrat-go/jwx/blob/v2/jws/key_provider.go"
_said = partial(Message, speaker="lestrrat-go/jwx", versions="1.2 and later", is_general=True)
_PROOF = {
    "aud": Proof.AUDIENCE_REFUSED,
    "iss": Proof.ISSUER_REFUSED,
    "exp": Proof.TOKEN_EXPIRED,
    "iat": Proof.TOKEN_AHEAD,
    "nbf": Proof.TOKEN_AHEAD,
    "nonce": Proof.NONCE_DIFFERS,
}


def _told_by_claim(values: Values) -> Proof:
    return Proof.CLAIM_NOT_FOUND if "absent" in values else _PROOF[values["claim"]]


MESSAGES = (
    _said(
        id="jwx-claim",
        literal="not satisfied",
        words=pattern(
            r"\"(?P<claim>aud|iss|exp|iat|nbf|nonce)\" not satisfied"
            r"(?:: (?P<absent>required claim not found|claim \"\w{1,20}\" does not exist)|: values do not match)?"
        ),
        proves=None,
        narrow=_told_by_claim,
        samples=(
            '"aud" not satisfied',
            '"exp" not satisfied',
            '"nonce" not satisfied: values do not match',
            '"iss" not satisfied: required claim not found',
        ),
        where=_VALIDATE,
    ),
    _said(
        id="jwx-kid-unknown",
        literal="failed to find key with key id",
        words=pattern(r"failed to find key with key ID \"(?P<kid>[\w-]{1,64})\" in key set"),
        proves=Proof.SIGNING_KEY_UNKNOWN,
        samples=('key provider 0 failed: failed to find key with key ID "Bh6H7rHVmb" in key set',),
        where=_KEYS,
    ),
    _said(
        id="jwx-signature",
        literal="could not verify message using any",
        words=pattern(r"could not verify message using any of the signatures or keys"),
        proves=Proof.SIGNATURE_REFUSED,
        samples=("could not verify message using any of the signatures or keys",),
        where="https://github.com/lestrrat-go/jwx/blob/v2/jws/jws.go",
    ),
    _said(
        id="jwx-key-without-pem",
        literal="failed to decode pem data",
        words=pattern(r"failed to decode PEM data"),
        proves=Proof.KEY_WITHOUT_PEM_LINES,
        samples=("failed to parse PEM encoded key: failed to decode PEM data",),
        where="https://github.com/lestrrat-go/jwx/blob/v2/jwk/jwk.go",
    ),
    _said(
        id="keyfunc-kid-unknown",
        speaker="MicahParks/keyfunc",
        literal="failed keyfunc",
        words=pattern(r"(?:key not found: kid \"(?P<kid>[\w-]{1,64})\" )?failed keyfunc: could not read JWK from storage"),
        proves=Proof.SIGNING_KEY_UNKNOWN,
        samples=("token is unverifiable: error while executing keyfunc: failed keyfunc: could not read JWK from storage",),
        versions="3.0 and later",
        where="https://github.com/MicahParks/keyfunc/blob/main/keyfunc.go",
    ),
)
