"""Rules about the token of a notification: a JWS in `payload`, signed by Apple, for this app, and not expired."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from siwakit import samples
from siwakit.apple import ISSUER
from siwakit.evidence.aspects import NOTIFICATION_SIGNATURE
from siwakit.evidence.dates import date_of, span_of, whole_seconds
from siwakit.evidence.sign_in.notification_parts import ACCEPTED, CHECKED, CLAIMS, DOCUMENT, NOW, OPENED
from siwakit.jose.jws import Jws
from siwakit.jose.verify import Refusal, Verified
from siwakit.rules.model import Check, Enforcer, Example, Fail, Harm, Outcome, Question, Rule, on
from siwakit.sources import APPLE_KEYS, APPLE_NOTIFICATIONS, FXA_16029, OUR_ADVICE, RFC_7515

AT = "notification"
_HERE = (Enforcer.NOTIFY,)
SCHOOL_ISSUER = f"{ISSUER}/auth/oauth2/v2"
_UNKNOWN_KEY = frozenset({Refusal.KEY_UNKNOWN})
_BROKEN_KEYS = frozenset({Refusal.KEY_SET_BROKEN, Refusal.KEY_UNFIT})


@on(DOCUMENT)
def is_not_wrapped(document: Mapping[str, Any]) -> Outcome:
    """Find a body that is not an object with a JWS in `payload`."""
    payload = document.get("payload")
    if isinstance(payload, str) and payload.count(".") == 2:  # noqa: PLR2004  three segments have two dots
        return None
    content = "no payload" if payload is None else "a payload that is not a JWS" if isinstance(payload, str) else "a payload that is decoded already"
    return Fail(f"{AT}.payload", content, 'an object {"payload": "<JWS>"}', f"the body contains {content}")


NOT_WRAPPED = Rule(
    id="notification-not-wrapped",
    title="the body is not an object with a JWS in payload",
    question=Question.NOTIFICATION,
    since="0.1",
    why=(
        "Apple posts JSON with one member, payload, which is a signed token. Anything else is not from Apple, or was unpacked in transit without "
        "a check."
    ),
    fix="Pass the body to the verifier as you received it: read payload from its JSON, and verify that.",
    references=(APPLE_NOTIFICATIONS,),
    check=is_not_wrapped,
    harm=Harm.DEFEATS,
    enforced_at=_HERE,
    good=lambda: (Example("as Apple sends it", samples.notified),),
    bad=lambda: (
        Example("no payload", lambda s: samples.notified(s, {"events": {}})),
        Example("decoded already", lambda s: samples.notified(s, {"payload": {"events": {}}})),
        Example("a text that is not a JWS", lambda s: samples.notified(s, {"payload": "consent-revoked"})),
    ),
)


@on(OPENED)
def has_wrong_form(opened: Jws | Refusal) -> Outcome:
    """Find a JWS with a form that Apple's tokens never have."""
    if isinstance(opened, Jws):
        return None
    return Fail(f"{AT}.payload", opened.value, "a JWS signed with RS256", f"its form is refused: {opened.value.replace('-', ' ')}")


FORM_WRONG = Rule(
    id="notification-form-wrong",
    title="the notification's token has a form that Apple never sends",
    question=Question.NOTIFICATION,
    since="0.1",
    why="Apple signs with RS256 and a key in its set. Unsigned tokens, other algorithms and embedded keys are signs of a forgery.",
    fix="Accept only RS256, with the key from https://appleid.apple.com/auth/keys that has this kid; refuse this body.",
    references=(APPLE_NOTIFICATIONS, RFC_7515),
    check=has_wrong_form,
    harm=Harm.DEFEATS,
    voids=(NOTIFICATION_SIGNATURE,),
    enforced_at=_HERE,
    good=lambda: (Example("RS256", samples.notified),),
    bad=lambda: (
        Example("unsigned", lambda s: samples.notified(s, samples.notification({"alg": "none"}))),
        Example("another algorithm", lambda s: samples.notified(s, samples.notification({"alg": "HS256"}))),
        Example("no kid", lambda s: samples.notified(s, samples.notification({"kid": samples.DROP}))),
        Example("no algorithm", lambda s: samples.notified(s, samples.notification({"alg": samples.DROP}))),
        Example("a security event token", lambda s: samples.notified(s, samples.notification({"typ": "secevent+jwt"}))),
        Example("a compressed token", lambda s: samples.notified(s, samples.notification({"zip": "DEF"}))),
        Example("an embedded key", lambda s: samples.notified(s, samples.notification({"jwk": {"kty": "RSA"}}))),
    ),
)


def _is_refused(for_reasons: frozenset[Refusal], because: str) -> Check:
    @on(CHECKED, OPENED)
    def look(checked: Verified | Refusal, opened: Jws | Refusal) -> Outcome:
        if isinstance(opened, Refusal) or not isinstance(checked, Refusal) or checked not in for_reasons:
            return None
        return Fail(f"{AT}.payload.header.kid", (opened.header or {}).get("kid"), "a key in Apple's set", because)

    return look


KEY_UNKNOWN = Rule(
    id="notification-key-unknown",
    title="the key set contains no key with the notification's kid",
    question=Question.NOTIFICATION,
    since="0.1",
    why="Apple changes its keys without notice. An old copy of the set lacks the new ones; if no set has the kid, the notification is forged.",
    fix="Fetch https://appleid.apple.com/auth/keys once more and try again; if the kid is still not there, refuse the body.",
    references=(APPLE_KEYS, APPLE_NOTIFICATIONS),
    check=_is_refused(_UNKNOWN_KEY, "no key in the set has this kid"),
    harm=Harm.DEFEATS,
    speaks_of=(NOTIFICATION_SIGNATURE,),
    enforced_at=_HERE,
    good=lambda: (Example("a key in the set", samples.notified),),
    bad=lambda: (Example("another kid", lambda s: samples.notified(s, samples.notification({"kid": "siwakit999"}))),),
)

KEY_SET_BROKEN = Rule(
    id="notification-key-set-broken",
    title="the key set cannot be used to verify the notification",
    question=Question.NOTIFICATION,
    since="0.1",
    why="Without a usable key set a notification from Apple cannot be distinguished from a forgery, so it must be refused.",
    fix="Fetch https://appleid.apple.com/auth/keys and check that the answer is JSON with RSA keys.",
    references=(APPLE_KEYS,),
    check=_is_refused(_BROKEN_KEYS, "the set, or its key with this kid, cannot be used"),
    harm=Harm.DEFEATS,
    # The key set is the same for notifications and identity tokens.
    explains=("jwks-broken", "jwks-key-unfit"),
    speaks_of=(NOTIFICATION_SIGNATURE,),
    enforced_at=_HERE,
    good=lambda: (Example("a usable set", samples.notified),),
    bad=lambda: (Example("an empty set", lambda s: samples.notified(s.verifying(lambda i: i.keys({"keys": []})))),),
)

SIGNATURE_WRONG = Rule(
    id="notification-signature-wrong",
    title="the notification's signature does not verify",
    question=Question.NOTIFICATION,
    since="0.1",
    why="The body was changed in transit, or Apple did not send it. If you act on it, an attacker can end sessions and delete accounts.",
    fix="Verify the exact text of payload with Apple's key, before anything parses or rewrites it; refuse what does not verify.",
    references=(APPLE_NOTIFICATIONS, RFC_7515),
    check=_is_refused(frozenset({Refusal.SIGNATURE_WRONG, Refusal.UNSIGNED}), "Apple's key with this kid did not make this signature"),
    harm=Harm.DEFEATS,
    speaks_of=(NOTIFICATION_SIGNATURE,),
    enforced_at=_HERE,
    good=lambda: (Example("Apple's", samples.notified),),
    bad=lambda: (
        Example("claims that were changed", lambda s: samples.notified(s, _forged())),
        Example("signed by a neighbour's key", lambda s: samples.notified(s, samples.notification({"kid": "siwakit002"}))),
    ),
)


def _forged() -> dict[str, Any]:
    """Return a notification with the claims of another."""
    header, _, signature = samples.notification()["payload"].split(".")
    return {"payload": ".".join((header, samples.notification(aud=samples.SERVICES_ID)["payload"].split(".")[1], signature))}


@on(CLAIMS)
def has_other_issuer(claims: Mapping[str, Any]) -> Outcome:
    """Find a notification from another issuer."""
    iss = claims.get("iss")
    if iss == ISSUER:
        return None
    because = (
        "that is the issuer of School Manager's notifications, which are another product"
        if iss == SCHOOL_ISSUER
        else "Apple's issuer is one exact text"
    )
    return Fail(f"{AT}.payload.claims.iss", iss, ISSUER, because)


ISSUER_WRONG = Rule(
    id="notification-iss-not-apple",
    title="the notification was not issued by Sign in with Apple",
    question=Question.NOTIFICATION,
    since="0.1",
    why="iss is another service, so its events are not about your users' sign-in, even if they look like it.",
    fix="Refuse it, and check where the endpoint's address was registered.",
    references=(APPLE_NOTIFICATIONS,),
    check=has_other_issuer,
    harm=Harm.DEFEATS,
    enforced_at=_HERE,
    good=lambda: (Example("Apple", samples.notified),),
    bad=lambda: (
        Example("School Manager", lambda s: samples.notified(s, iss=SCHOOL_ISSUER)),
        Example("a trailing slash", lambda s: samples.notified(s, iss=f"{ISSUER}/")),
        Example("none", lambda s: samples.notified(s, iss=samples.DROP)),
    ),
)


@on(CLAIMS, ACCEPTED)
def is_for_other(claims: Mapping[str, Any], accepted: tuple[str, ...]) -> Outcome:
    """Find a notification about another app."""
    aud = claims.get("aud")
    if not isinstance(aud, str) or not aud or aud in accepted:
        return None
    return Fail(f"{AT}.payload.claims.aud", aud, sorted(accepted), "it contains none of the client ids that you accept")


AUDIENCE_FOREIGN = Rule(
    id="notification-aud-foreign",
    title="the notification is about another app",
    question=Question.NOTIFICATION,
    since="0.1",
    why="aud is a client_id that you do not accept. An endpoint that serves several apps needs the bundle ID of each.",
    fix="Add the app's bundle ID to the accepted client ids if it is yours; otherwise refuse the notification.",
    references=(APPLE_NOTIFICATIONS,),
    check=is_for_other,
    harm=Harm.DEFEATS,
    enforced_at=_HERE,
    good=lambda: (Example("the bundle ID", samples.notified), Example("the Services ID", lambda s: samples.notified(s, aud=samples.SERVICES_ID))),
    bad=lambda: (
        Example("another app", lambda s: samples.notified(s, aud="com.example.other")),
        Example("the bundle ID with a suffix", lambda s: samples.notified(s, aud=f"{samples.BUNDLE_ID}.other")),
    ),
)


@on(CLAIMS, NOW)
def is_expired(claims: Mapping[str, Any], now: int) -> Outcome:
    """Find an expired notification; one without exp has Apple's documented form."""
    exp = whole_seconds(claims.get("exp"))
    if "exp" not in claims or (exp is not None and now < exp):
        return None
    if exp is None:
        return Fail(f"{AT}.payload.claims.exp", claims["exp"], "seconds since 1970", "exp is not a number")
    return Fail(f"{AT}.payload.claims.exp", date_of(exp), "a time in the future", f"exp is {date_of(exp)}, {span_of(now - exp)} before now")


EXPIRED = Rule(
    id="notification-expired",
    title="the notification has expired",
    question=Question.NOTIFICATION,
    since="0.1",
    why="Apple's notifications are valid for a day. An old one may be a replay; it can also mean that a queue keeps bodies too long.",
    fix="Verify a notification when it arrives and queue its event; refuse what arrives after exp.",
    references=(APPLE_NOTIFICATIONS, OUR_ADVICE, FXA_16029),
    check=is_expired,
    harm=Harm.DEFEATS,
    enforced_at=_HERE,
    good=lambda: (
        Example("in its last second", lambda s: samples.notified(s, exp=samples.NOW + 1)),
        Example("no exp, as it is documented", lambda s: samples.notified(s, exp=samples.DROP)),
    ),
    bad=lambda: (
        Example("in this second", lambda s: samples.notified(s, iat=samples.NOW - 86400, exp=samples.NOW)),
        Example("a day ago", lambda s: samples.notified(s, iat=samples.NOW - 172_800, exp=samples.NOW - 86400)),
        Example("a string", lambda s: samples.notified(s, exp="tomorrow")),
    ),
)

RULES = (NOT_WRAPPED, FORM_WRONG, KEY_SET_BROKEN, KEY_UNKNOWN, SIGNATURE_WRONG, ISSUER_WRONG, AUDIENCE_FOREIGN, EXPIRED)
