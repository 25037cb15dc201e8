"""InstantDB, whose server verifies identity tokens and redeems codes."""

from __future__ import annotations

from dataclasses import replace

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

_OAUTH = "https://github.com/instantdb/instant/blob/main/server/src/instant/auth/oauth.clj"
_JWT = "https://github.com/instantdb/instant/blob/main/server/src/instant/auth/jwt.clj"
_ROUTES = "https://github.com/instantdb/instant/blob/main/server/src/instant/runtime/routes.clj"
_TOKEN = "Validation failed for id_token: "
_SINCE = "the server of 2024 and later"


def _said(name: str, words: str, proves: Proof, where: str, sample: str = "") -> Message:
    """Return a message that is one fixed sentence, or *words* that match *sample*."""
    sentence = sample or words.replace("\\", "")
    return Message(
        id=f"instantdb-{name}",
        speaker="InstantDB",
        literal=sentence.split(" by ")[0].rstrip(".").lower(),
        words=pattern(words),
        proves=proves,
        samples=(f'{{"type":"validation-failed","message":"{sentence}"}}',),
        versions=_SINCE,
        where=where,
        is_general=True,
    )


def _refused(name: str, words: str, proves: Proof, sample: str = "") -> Message:
    """Return a message about the identity token; one that names it also appears by itself in a list of errors."""
    if not words.startswith("The id_token"):
        return _said(name, _TOKEN + words, proves, _OAUTH, _TOKEN + sample if sample else "")
    by_itself = _said(name, words, proves, _OAUTH, sample)
    sentence = sample or words.replace("\\", "")
    listed = f'{{"type":"validation-failed","message":"{_TOKEN}{sentence}"}}'
    hinted = f'{{"message":"Validation failed for id_token","hint":{{"errors":["{sentence}"]}}}}'
    return replace(by_itself, samples=(listed, hinted))


MESSAGES = (
    _refused("audience", r"The id_token was generated for the wrong OAuth client\.", Proof.AUDIENCE_REFUSED),
    _refused(
        "issuer",
        r"The id_token wasn't issued by (?P<expected>https?://[\w.-]{1,100})",
        Proof.ISSUER_REFUSED,
        sample="The id_token wasn't issued by https://appleid.apple.com.",
    ),
    _refused("algorithm", r"The id_token used an unsupported algorithm\.", Proof.ALGORITHM_REFUSED),
    _refused("nonce-not-in-token", r"The id_token is missing a nonce\.", Proof.NONCE_NOT_IN_TOKEN),
    _refused("nonce-not-given", r"The nonce parameter was not provided in the request\.", Proof.NONCE_NOT_GIVEN),
    _refused("nonce-differs", r"The nonces do not match\.", Proof.NONCE_DIFFERS),
    _refused("sub-missing", r"The id_token had no subject\.", Proof.CLAIM_NOT_FOUND),
    _said("signing-key", r"Error validating JWT\. Could not find signing key\.", Proof.SIGNING_KEY_UNKNOWN, _JWT),
    _said("algorithm-differs", r"Error validating JWT\. Algorithm Mismatch", Proof.ALGORITHM_REFUSED, _JWT),
    _said("signature", r"Error validating JWT\. Signature is invalid\.", Proof.SIGNATURE_REFUSED, _JWT),
    _said("expired", r"Error validating JWT\. Token is expired\.", Proof.TOKEN_EXPIRED, _JWT),
    _said("state-missing", r"Missing state param in OAuth redirect\.", Proof.STATE_NOT_RETURNED, _ROUTES),
    _said("state-differs", r"Invalid state param in OAuth redirect\.", Proof.STATE_DIFFERS, _ROUTES),
    _said("state-not-found", r"Could not find OAuth request\.", Proof.STATE_NOT_FOUND, _ROUTES),
    _said("cookie-differs", r"Mismatch in OAuth request cookie\.", Proof.COOKIE_NOT_RETURNED, _ROUTES),
    _said("code-missing", r"Missing code param in OAuth redirect\.", Proof.CODE_NOT_RETURNED, _ROUTES),
    _said("exchange", r"Error exchanging code for token\.", Proof.SIGN_IN_NOT_FINISHED, _OAUTH),
)
