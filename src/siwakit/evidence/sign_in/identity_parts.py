"""Parts for rules about identity tokens.

A token is judged only if no credentials are in question: the token that comes with a failing request is
evidence there, and not what is judged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from siwakit.apple import Endpoint
from siwakit.errors import JsonFault
from siwakit.evidence.evidence import LACKING, UNKNOWN, Absence, Evidence, Part
from siwakit.evidence.parts import ANSWER, ENDPOINT, SETTINGS
from siwakit.evidence.said import Proof
from siwakit.evidence.sign_in.said_parts import SAID
from siwakit.jose import strictjson
from siwakit.jose.jwks import KeySet, KeySetFault
from siwakit.jose.jws import Jws
from siwakit.jose.verify import Refusal, Verified, open_read_token, read_token, verify_signature
from siwakit.patterns import pattern

IDENTITY_ALGORITHMS = frozenset({"RS256"})
ASK_TOKEN = "the identity token"
ASK_VERIFIER = "the settings of the verifier, as JSON with a member verifier"
_ASKS_FOR_NOTHING = frozenset({Endpoint.KEYS, Endpoint.DISCOVERY, Endpoint.AUTHORIZE})
_AUDIENCES = ("expected_aud", "audiences", "audience", "accepted_audiences", "expected_audience", "client_ids", "aud")
_CLIENT_ID = pattern(r"[A-Za-z][A-Za-z0-9-]{0,62}(?:\.[A-Za-z0-9-]{1,63}){1,8}")
_SEPARATOR = pattern(r"[\"']?(?:\s*[,|]\s*|\s+or\s+|\s+)[\"']?")
_QUOTES = "\"'[](){}<>`. "
_NONCES = ("raw_nonce", "expected_nonce", "nonce")


def is_about_credentials(evidence: Evidence) -> bool:
    """Return whether a request with credentials is in question: one that Apple has not granted."""
    if not isinstance(evidence.secret, Absence):
        return True
    if isinstance(evidence.request, Absence) and isinstance(evidence.form, Absence):
        return False
    if evidence.get(ENDPOINT) in _ASKS_FOR_NOTHING:
        return False
    answer = evidence.get(ANSWER)
    return isinstance(answer, Absence) or not answer.has_tokens


def _text(evidence: Evidence) -> str | Absence:
    if evidence.get(ABOUT_CREDENTIALS):
        return LACKING
    if isinstance(evidence.identity_text, str):
        return evidence.identity_text
    token = evidence.identity_token
    return token if isinstance(token, Absence) else token.text


def _reading(evidence: Evidence) -> Jws | Refusal | Absence:
    text = evidence.get(TEXT)
    return read_token(text) if isinstance(text, str) else text


def _token(evidence: Evidence) -> Jws | Absence:
    reading = evidence.get(READING)
    return LACKING if isinstance(reading, Refusal) else reading


def _opened(evidence: Evidence) -> Jws | Refusal | Absence:
    reading = evidence.get(READING)
    if isinstance(reading, Absence):
        return reading
    if "identity_token.header" in evidence.unshown:
        return UNKNOWN
    return open_read_token(reading, IDENTITY_ALGORITHMS) if isinstance(reading, Jws) else reading


def _members(segment: str, pick: Callable[[Jws], Mapping[str, Any] | None]) -> Callable[[Evidence], Mapping[str, Any] | Absence]:
    def read(evidence: Evidence) -> Mapping[str, Any] | Absence:
        token = evidence.get(READING)
        if not isinstance(token, Jws):
            return LACKING if isinstance(token, Refusal) else token
        if segment in evidence.unshown:
            return UNKNOWN
        members = pick(token)
        return LACKING if members is None else members

    return read


def _key_set(evidence: Evidence) -> KeySet | Absence:
    # A verifier without keys verifies nothing: that is a broken key set, and not a question that does not apply.
    return KeySet(fault=KeySetFault.EMPTY) if evidence.key_set is LACKING else evidence.key_set


def _checked(evidence: Evidence) -> Verified | Refusal | Absence:
    opened = evidence.get(OPENED)
    if not isinstance(opened, Jws):
        return LACKING if isinstance(opened, Refusal) else opened
    keys = evidence.get(KEY_SET)
    if "identity_token.signature" in evidence.unshown:
        return UNKNOWN
    return verify_signature(opened, keys) if isinstance(keys, KeySet) else keys


def _verifier(evidence: Evidence) -> Mapping[str, Any] | Absence:
    settings = evidence.get(SETTINGS)
    # The settings of a verifier matter only if it was given a token.
    if settings is LACKING or not isinstance(evidence.get(TEXT), str):
        return LACKING
    if isinstance(settings, Absence):
        return settings
    verifier = settings.get("verifier")
    return verifier if isinstance(verifier, Mapping) else UNKNOWN


def _aud(evidence: Evidence) -> object:
    claims = evidence.get(CLAIMS)
    if not isinstance(claims, Absence):
        return claims.get("aud")
    said = _said_audiences(evidence) if claims is UNKNOWN else ((), ())
    return said[1][0] if all(said) else claims


def _said_audiences(evidence: Evidence) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the client ids that a verifier says it expected, and the one it says it got; without any that may be of another token."""
    statement = evidence.get(SAID[Proof.AUDIENCE_REFUSED])
    if isinstance(statement, Absence):
        return (), ()
    expected = tuple(_SEPARATOR.split(statement.values.get("expected", "").strip(_QUOTES)))
    actual = statement.values.get("actual", "").strip(_QUOTES)
    # An address, or a name without a dot, is the audience of some other token.
    is_of_apple = all(map(_CLIENT_ID.fullmatch, expected))
    return expected if is_of_apple else (), (actual,) if _CLIENT_ID.fullmatch(actual) else ()


def _audiences(evidence: Evidence) -> tuple[str, ...] | Absence:
    if not isinstance(evidence.get(TEXT), str):
        said = _said_audiences(evidence)
        return said[0] if all(said) else LACKING
    verifier = evidence.get(VERIFIER)
    if isinstance(verifier, Absence):
        return _given_audiences(evidence)
    named = next((verifier[name] for name in _AUDIENCES if name in verifier), None)
    if isinstance(named, str | int):
        return (str(named),) if named != "" else ()
    if isinstance(named, list | tuple):
        return tuple(str(one) for one in named)
    return _given_audiences(evidence)


def _given_audiences(evidence: Evidence) -> tuple[str, ...] | Absence:
    if evidence.audiences is LACKING:
        return ()
    return (_said_audiences(evidence)[0] or UNKNOWN) if evidence.audiences is UNKNOWN else evidence.audiences


def _nonce(evidence: Evidence) -> str | Absence:
    if not isinstance(evidence.nonce, Absence):
        return evidence.nonce or LACKING
    verifier = evidence.get(VERIFIER)
    if isinstance(verifier, Absence) or evidence.nonce is LACKING:
        return evidence.nonce
    named = [verifier[name] for name in _NONCES if name in verifier]
    if not named:
        return UNKNOWN
    return str(named[0]) if named[0] else LACKING


def _issued_with(member: str) -> Callable[[Evidence], str | Absence]:
    """Return a function that reads the code or the access token that came with the identity token."""

    def read(evidence: Evidence) -> str | Absence:
        given: str | Absence = evidence.access_token if member == "access_token" else evidence.code
        if given is not UNKNOWN:
            return given
        verifier = evidence.get(VERIFIER)
        value = None if isinstance(verifier, Absence) else verifier.get(member)
        value = value or _answered(evidence, member)
        if isinstance(value, str) and value:
            return value
        return UNKNOWN if verifier is UNKNOWN else LACKING

    return read


def _answered(evidence: Evidence, member: str) -> object:
    """Return *member* of the answer that brought this very token."""
    if isinstance(evidence.answer, Absence):
        return None
    try:
        members = strictjson.read(evidence.answer.text).value
    except JsonFault:
        return None
    return members.get(member) if isinstance(members, dict) and members.get("id_token") == evidence.get(TEXT) else None


def _was_redeemed(evidence: Evidence) -> bool | Absence:
    # Only a verifier that remembers tokens can tell; for any other the question does not apply.
    return LACKING if evidence.was_redeemed is UNKNOWN else evidence.was_redeemed


def _or_nothing(members: Mapping[str, Any] | Absence) -> Mapping[str, Any]:
    return {} if isinstance(members, Absence) else members


ABOUT_CREDENTIALS: Part[bool] = Part("identity.about_credentials", is_about_credentials)
TEXT: Part[str] = Part("identity.text", _text, ASK_TOKEN)
READING: Part[Jws | Refusal] = Part("identity.reading", _reading, ASK_TOKEN)
TOKEN: Part[Jws] = Part("identity.token", _token, ASK_TOKEN)
OPENED: Part[Jws | Refusal] = Part("identity.opened", _opened, ASK_TOKEN)
HEADER: Part[Mapping[str, Any]] = Part("identity.header", _members("identity_token.header", lambda token: token.header), ASK_TOKEN)
CLAIMS: Part[Mapping[str, Any]] = Part("identity.claims", _members("identity_token.claims", lambda token: token.claims), ASK_TOKEN)
AUD: Part[object] = Part("identity.aud", _aud, ASK_TOKEN)
SHOWN_HEADER: Part[Mapping[str, Any]] = Part("identity.shown_header", lambda e: _or_nothing(e.get(HEADER)), ASK_TOKEN)
KEY_SET: Part[KeySet] = Part("key_set", _key_set, "the key set that the verifier uses (https://appleid.apple.com/auth/keys)")
FRESH_KEY_SET: Part[KeySet] = Part("fresh_key_set", lambda e: e.fresh_key_set, "the key set that Apple publishes now, in a file keys-fresh.json")
CHECKED: Part[Verified | Refusal] = Part("identity.checked", _checked, "the key set that the verifier uses (https://appleid.apple.com/auth/keys)")
VERIFIER: Part[Mapping[str, Any]] = Part("verifier", _verifier, ASK_VERIFIER)
AUDIENCES: Part[tuple[str, ...]] = Part("audiences", _audiences, "the client ids that the verifier accepts")
NONCE: Part[str] = Part("nonce", _nonce, "the nonce that the application made for this sign-in")
ACCESS_TOKEN: Part[str] = Part("identity.access_token", _issued_with("access_token"), "the answer that brought the identity token")
CODE: Part[str] = Part("identity.code", _issued_with("code"), "the code that came with the identity token")
WAS_REDEEMED: Part[bool] = Part("identity.was_redeemed", _was_redeemed, ASK_VERIFIER)
