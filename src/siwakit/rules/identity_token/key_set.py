"""Rules about the key set: which key signed the identity token, and whether the verifier has it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto
from typing import Any

from siwakit import samples
from siwakit.evidence.dates import span_of, whole_seconds
from siwakit.evidence.evidence import LACKING, Absence, Evidence, Part
from siwakit.evidence.parts import CLOCK
from siwakit.evidence.said import Proof
from siwakit.evidence.sign_in.identity_parts import CHECKED, CLAIMS, FRESH_KEY_SET, HEADER, KEY_SET, OPENED, SHOWN_HEADER, VERIFIER
from siwakit.jose.jwks import KeySet
from siwakit.jose.verify import Refusal, Verified
from siwakit.rules.model import Check, Enforcer, Example, Fail, Harm, Missing, Outcome, Question, Rule, Skip, Suspicion, Verdict, of_kind, on, reading
from siwakit.sources import APPLE_KEYS, APPLE_SIGNIN_AUTH_19, APPLE_SIGNIN_AUTH_115, GOTH_321, RFC_7515, WELL_KNOWN_SNAPSHOTS

AT_KID = "identity_token.header.kid"
AT_SET = "key_set"
RETIRED_AFTER = 7 * 86_400  # keys came and went within weeks (WELL_KNOWN_SNAPSHOTS); a token that old expired long ago
_VERIFY = (Enforcer.VERIFY,)
_RETIRED = "RETIRED001"


class Unknown(Enum):
    """Reasons why the key set has no key with the token's kid."""

    KEPT_FOR_EVER = auto()
    RETIRED = auto()
    UNKNOWN = auto()


def _why_unknown(evidence: Evidence) -> Unknown | None:
    if evidence.get(CHECKED) is not Refusal.KEY_UNKNOWN:
        return None
    kid = _kid(evidence)
    fresh = evidence.get(FRESH_KEY_SET)
    if not isinstance(fresh, Absence) and fresh.find(kid):
        return Unknown.KEPT_FOR_EVER
    return Unknown.RETIRED if _expired_for(evidence) > RETIRED_AFTER else Unknown.UNKNOWN


def _expired_for(evidence: Evidence) -> int:
    """Return for how many seconds the token has been expired; None if that is not known."""
    claims, now = evidence.get(CLAIMS), evidence.get(CLOCK)
    exp = None if isinstance(claims, Absence) else whole_seconds(claims.get("exp"))
    return 0 if exp is None or isinstance(now, Absence) else max(0, now - exp)


def _kid(evidence: Evidence) -> object:
    header = evidence.get(HEADER)
    return None if isinstance(header, Absence) else header.get("kid")


EXPIRED_FOR: Part[int] = Part("identity.expired_for", _expired_for, CLOCK.ask)
UNKNOWN_KEY: Part[Unknown | None] = Part("identity.unknown_key", _why_unknown, CHECKED.ask)


def _names_unknown_key(kind: Unknown) -> Check:
    @of_kind(UNKNOWN_KEY, kind, CHECKED, KEY_SET, SHOWN_HEADER, EXPIRED_FOR)
    def look(_checked: Verified | Refusal, keys: KeySet, header: Mapping[str, Any], expired_for: int) -> Outcome:
        """Find a key that is missing from the set for this reason."""
        return Fail(AT_KID, header.get("kid"), f"one of {', '.join(keys.kids)}", _because(kind, expired_for))

    return look


def _because(kind: Unknown, expired_for: int) -> str:
    if kind is Unknown.KEPT_FOR_EVER:
        return "the set that Apple publishes now has this key, but the one that the verifier uses does not"
    if kind is Unknown.UNKNOWN:
        return "the set that the verifier uses has no such key"
    return f"the token expired {span_of(expired_for)} ago, and its key is no longer published"


@reading(KEY_SET, OPENED)
def _is_set_broken(evidence: Evidence) -> Verdict:
    keys = evidence.get(KEY_SET)
    if isinstance(keys, Absence) or evidence.get(OPENED) is LACKING:
        return Missing((KEY_SET,), 1) if isinstance(keys, Absence) and evidence.get(OPENED) is not LACKING else Skip("there is no token")
    return Fail(AT_SET, keys.fault.value, "the set of public RSA keys that Apple publishes") if keys.fault else None


@of_kind(CHECKED, Refusal.KEY_UNFIT, CHECKED, KEY_SET, HEADER)
def is_key_unfit(_checked: Verified | Refusal, keys: KeySet, header: Mapping[str, Any]) -> Outcome:
    """Find a key of the right kid that may not verify RS256."""
    key = keys.find(header.get("kid"))
    actual = key.fault.value if key and key.fault else "another kind of key"
    return Fail(f"{AT_SET}[{header.get('kid')}]", actual, "a public RSA key of 2048 bits or more, for signatures")


@of_kind(CHECKED, Refusal.SIGNATURE_WRONG, CHECKED)
def is_signature_wrong(_checked: Verified | Refusal) -> Outcome:
    """Find a signature that the key in kid did not make."""
    return Fail("identity_token.signature", "a signature that the key does not verify", "Apple's signature over exactly these bytes")


@on(CHECKED, HEADER, KEY_SET, VERIFIER)
def takes_other_key(checked: Verified | Refusal, header: Mapping[str, Any], keys: KeySet, verifier: Mapping[str, Any]) -> Outcome:
    """Find a verifier that used another key of the set than the one in the token's kid."""
    used = verifier.get("key_used", verifier.get("key_index"))
    if isinstance(used, int) and not isinstance(used, bool) and 0 <= used < len(keys.keys):
        used = keys.keys[used].kid
    if used is None or used == header.get("kid") or not isinstance(checked, Verified):
        return None
    return Fail("verifier.key_used", used, header.get("kid"), f"the token's kid is {header.get('kid')}, and that key of the set verifies it")


@reading(CHECKED, HEADER, KEY_SET, VERIFIER, needs=CHECKED)
def _takes_first_key(evidence: Evidence) -> Verdict:
    verdict = takes_other_key(evidence)
    keys = evidence.get(KEY_SET)
    if isinstance(verdict, Missing) and not isinstance(keys, Absence) and keys.kids[:1] == (_kid(evidence),):
        return Skip("the token is signed with the first key")
    return verdict


def _with_other_first(identity: samples.Identity) -> samples.Identity:
    return identity.keys(samples.apple_keys(samples.OTHER_APPLE_KID, samples.APPLE_KID))


BROKEN = Rule(
    id="jwks-broken",
    title="the key set cannot be used",
    question=Question.IDENTITY_TOKEN,
    since="0.1",
    told_by={Proof.APPLE_KEYS_NOT_FETCHED: 40},
    why="Without a readable set there is no key to verify with; an HTML page or an error may have been cached in its place.",
    fix="Fetch https://appleid.apple.com/auth/keys again, check for status 200 and JSON, and never cache anything else.",
    references=(APPLE_KEYS, APPLE_SIGNIN_AUTH_19),
    check=_is_set_broken,
    harm=Harm.DEFEATS,
    explains=("jwks-key-unfit", "jwks-first-key-only"),
    enforced_at=_VERIFY,
    good=lambda: (Example("two keys", lambda s: s.verifying()),),
    bad=lambda: (
        Example("no set at all", lambda s: s.verifying(lambda i: i.keys({"error": "temporarily unavailable"}))),
        Example("no keys", lambda s: s.verifying(lambda i: i.keys({"keys": []}))),
        Example("one kid twice", lambda s: s.verifying(lambda i: i.keys(samples.apple_keys(samples.APPLE_KID, samples.APPLE_KID)))),
        Example("none", lambda s: s.verifying(lambda i: i.keys(LACKING))),
    ),
)

KEY_UNFIT = Rule(
    id="jwks-key-unfit",
    title="the token's kid refers to a key that cannot be used to verify",
    question=Question.IDENTITY_TOKEN,
    since="0.1",
    why="Apple's keys are public RSA keys of 2048 bits for signatures; this one is something else, so the set is not Apple's.",
    fix="Fetch the set from https://appleid.apple.com/auth/keys again, over https and from nowhere else.",
    references=(APPLE_KEYS, WELL_KNOWN_SNAPSHOTS),
    check=is_key_unfit,
    harm=Harm.DEFEATS,
    enforced_at=_VERIFY,
    good=lambda: (
        Example("a key for signatures", lambda s: s.verifying()),
        Example(
            "another key of the set is unsuitable",
            lambda s: s.verifying(lambda i: i.keys({"keys": [*samples.apple_keys(samples.APPLE_KID)["keys"], {"kty": "OKP", "kid": "x"}]})),
        ),
    ),
    bad=lambda: (
        Example("a key for encryption", lambda s: s.verifying(lambda i: i.keys(samples.apple_keys(samples.APPLE_KID, use="enc")))),
        Example("a key of 1024 bits", lambda s: s.verifying(lambda i: i.keys(samples.apple_keys(samples.APPLE_KID, n="_" * 171)))),
        Example("a private key", lambda s: s.verifying(lambda i: i.keys(samples.apple_keys(samples.APPLE_KID, d="AQAB")))),
    ),
)

KEPT_FOR_EVER = Rule(
    id="jwks-kept-for-ever",
    title="the verifier has an outdated copy of Apple's key set",
    question=Question.IDENTITY_TOKEN,
    since="0.1",
    told_by={Proof.SIGNATURE_REFUSED: 30, Proof.SIGNING_KEY_UNKNOWN: 30, Proof.WORKED_FOR_MONTHS: 30, Proof.WORKED_BEFORE: 30},
    why="Apple changes its keys without notice, several times a year; a set that is cached forever eventually refuses valid tokens.",
    fix="Fetch the set again, once, if a kid is not in it, and cache it for hours, not forever.",
    references=(APPLE_KEYS, WELL_KNOWN_SNAPSHOTS),
    check=_names_unknown_key(Unknown.KEPT_FOR_EVER),
    harm=Harm.DEFEATS,
    enforced_at=_VERIFY,
    good=lambda: (
        Example(
            "the fresh set",
            lambda s: s.verifying(lambda i: i.keys(samples.apple_keys(samples.APPLE_KID), fresh=samples.apple_keys(samples.APPLE_KID))),
        ),
    ),
    bad=lambda: (
        Example(
            "a key that was published later",
            lambda s: s.verifying(lambda i: i.keys(samples.apple_keys(samples.OTHER_APPLE_KID), fresh=samples.apple_keys(samples.APPLE_KID))),
        ),
    ),
)

KEY_RETIRED = Rule(
    id="identity-token-key-retired",
    title="an old identity token is verified long after Apple retired its key",
    question=Question.IDENTITY_TOKEN,
    since="0.1",
    told_by={Proof.SIGNING_KEY_UNKNOWN: 20, Proof.WORKED_FOR_MONTHS: 15},
    why="An identity token proves one sign-in at one moment. Apple's keys come and go within weeks, so an old one cannot be verified forever.",
    fix="Verify the token once, when it arrives, and keep a session of your own.",
    references=(APPLE_SIGNIN_AUTH_115, WELL_KNOWN_SNAPSHOTS),
    check=_names_unknown_key(Unknown.RETIRED),
    harm=Harm.DEFEATS,
    explains=("identity-token-expired", "identity-token-expiry-ignored"),
    enforced_at=_VERIFY,
    good=lambda: (Example("a fresh token", lambda s: s.verifying()),),
    bad=lambda: (
        Example(
            "half a year later",
            lambda s: s.verifying(lambda i: i.header(kid=_RETIRED).claims(iat=samples.NOW - 20_000_000, exp=samples.NOW - 19_913_600)),
        ),
        Example(
            "half a year later, with expiry ignored",
            lambda s: s.verifying(
                lambda i: (
                    i.header(kid=_RETIRED).claims(iat=samples.NOW - 20_000_000, exp=samples.NOW - 19_913_600).verifier_says(ignore_expiration=True)
                )
            ),
        ),
    ),
)

KEY_UNKNOWN = Rule(
    id="identity-token-key-unknown",
    title="the key set has no key with the token's kid",
    question=Question.IDENTITY_TOKEN,
    since="0.1",
    told_by={Proof.SIGNING_KEY_UNKNOWN: 40},
    why="Either Apple has a new key and the set is outdated, or the token was not signed by Apple.",
    fix="Fetch https://appleid.apple.com/auth/keys again, once, and refuse the token if the kid is still not there.",
    references=(APPLE_KEYS, WELL_KNOWN_SNAPSHOTS),
    check=_names_unknown_key(Unknown.UNKNOWN),
    harm=Harm.DEFEATS,
    explains=("identity-token-expired",),
    enforced_at=_VERIFY,
    good=lambda: (
        Example("the second key of the set", lambda s: s.verifying(lambda i: i.keys(samples.apple_keys(samples.OTHER_APPLE_KID, samples.APPLE_KID)))),
    ),
    bad=lambda: (
        Example("a kid that was never published", lambda s: s.verifying(lambda i: i.header(kid="unknown001"))),
        Example(
            "not in the new set either",
            lambda s: s.verifying(lambda i: i.keys(samples.apple_keys(samples.OTHER_APPLE_KID), fresh=samples.apple_keys(samples.OTHER_APPLE_KID))),
        ),
        Example("different letter case", lambda s: s.verifying(lambda i: i.header(kid=samples.APPLE_KID.upper()))),
    ),
)

FIRST_KEY_ONLY = Rule(
    id="jwks-first-key-only",
    title="the verifier uses a fixed key of the set instead of the one in the token's kid",
    question=Question.IDENTITY_TOKEN,
    since="0.1",
    told_by={Proof.SIGNATURE_REFUSED: 40, Proof.ONLY_SOMETIMES_FAILS: 40, Proof.WORKED_FOR_MONTHS: 20, Proof.WORKED_BEFORE: 30},
    why="Apple publishes several keys in an order that changes; with a fixed one, verification fails from time to time.",
    fix="Choose the key of the set whose kid equals kid in the token's header.",
    references=(APPLE_KEYS, GOTH_321),
    check=_takes_first_key,
    harm=Harm.DEFEATS,
    suspicion=Suspicion(
        "check how your verifier chooses the key: keys[0], or the one whose kid is the token's",
        "the verifier looks the key up by kid",
    ),
    good=lambda: (
        Example("by kid", lambda s: s.verifying(lambda i: i.verifier_says(key_used=samples.APPLE_KID))),
        Example("the first key, if it is the right one", lambda s: s.verifying(lambda i: i.verifier_says(key_index=0))),
    ),
    bad=lambda: (
        Example("the first key", lambda s: s.verifying(lambda i: _with_other_first(i).verifier_says(key_used=samples.OTHER_APPLE_KID))),
        Example("keys[0]", lambda s: s.verifying(lambda i: _with_other_first(i).verifier_says(key_index=0))),
    ),
)

SIGNATURE_WRONG = Rule(
    id="identity-token-signature-wrong",
    title="the identity token was not signed by the key in its kid",
    question=Question.IDENTITY_TOKEN,
    since="0.1",
    told_by={Proof.SIGNATURE_REFUSED: 20},
    why="The token was changed after Apple signed it, or Apple did not sign it.",
    fix="Refuse the token. If it came from Apple, pass it unchanged, from the bytes of the answer.",
    references=(APPLE_KEYS, RFC_7515),
    check=is_signature_wrong,
    harm=Harm.DEFEATS,
    enforced_at=_VERIFY,
    good=lambda: (Example("Apple's", lambda s: s.verifying()),),
    bad=lambda: (
        Example("another text signed", lambda s: s.verifying(lambda i: i.signed(lambda _: b"\x01" * 256))),
        Example("too short", lambda s: s.verifying(lambda i: i.signed(lambda _: b"\x01" * 64))),
    ),
)

RULES = (BROKEN, KEPT_FOR_EVER, KEY_RETIRED, KEY_UNKNOWN, KEY_UNFIT, FIRST_KEY_ONLY, SIGNATURE_WRONG)
