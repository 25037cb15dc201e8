"""What the name of a claim proves if a verifier says that its value is wrong, or that it is missing."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.readers.messages.model import Values

_WRONG = {
    "aud": Proof.AUDIENCE_REFUSED,
    "azp": Proof.AUDIENCE_REFUSED,
    "iss": Proof.ISSUER_REFUSED,
    "nonce": Proof.NONCE_DIFFERS,
    "exp": Proof.TOKEN_EXPIRED,
    "iat": Proof.TOKEN_AHEAD,
    "nbf": Proof.TOKEN_AHEAD,
    "jti": Proof.TOKEN_REPLAYED,
    "email_verified": Proof.CLAIM_FORM_REFUSED,
    "is_private_email": Proof.CLAIM_FORM_REFUSED,
}
_MISSING = {"nonce": Proof.NONCE_NOT_IN_TOKEN, "email": Proof.EMAIL_MISSING}


def told_by_wrong_claim(values: Values) -> Proof:
    """Return what is proved if the `claim` in *values* has a value that the verifier refuses."""
    return _WRONG.get(values.get("claim", "").lower(), Proof.TOKEN_REFUSED)


def told_by_session_claim(values: Values) -> Proof:
    """Return what is proved if the verifier expects the nonce that the session of the browser keeps, and refuses the `claim` in *values*."""
    return Proof.NONCE_NOT_OF_SESSION if values.get("claim", "").lower() == "nonce" else told_by_wrong_claim(values)


def told_by_missing_claim(values: Values) -> Proof:
    """Return what is proved if the verifier did not find the `claim` in *values*."""
    return _MISSING.get(values.get("claim", "").lower(), Proof.CLAIM_NOT_FOUND)
