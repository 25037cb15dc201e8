"""Rules about what an application expects of the claims, and which claims it relies on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from siwakit import samples
from siwakit.apple import HOST, RELAY_DOMAINS
from siwakit.evidence.evidence import LACKING, Absence, Evidence
from siwakit.evidence.parts import SETTINGS
from siwakit.evidence.said import Proof, Statement
from siwakit.evidence.sign_in.identity_parts import CLAIMS, VERIFIER
from siwakit.evidence.sign_in.said_parts import SAID
from siwakit.rules.model import Example, Fail, Harm, Missing, Outcome, Question, Rule, Skip, Suspicion, Verdict, either, on, reading
from siwakit.sources import (
    APPLE_AUTHENTICATING,
    APPLE_RELAY_NEWS,
    AZIMO_12,
    JWT_KIT_59,
    NEXT_AUTH_6788,
    OUR_ADVICE,
    SUPERTOKENS_580,
    WELL_KNOWN_SNAPSHOTS,
)

_REQUIRED = ("required", "required_claims", "requires")
_KEYS = ("user_key", "user_id_claim", "match_by", "identify_by", "lookup_by")
_SPOKEN_FOR = frozenset({"email", "is_private_email", "iss", "aud", "exp", "iat", "sub", "nonce"})
_SHOWN_BY_THE_TOKEN = 5  # as strong as five known parts: the token itself shows that it has no address


def required(verifier: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of the claims that the verifier requires."""
    value = next((verifier[name] for name in _REQUIRED if name in verifier), ())
    values: Iterable[Any] = (value,) if isinstance(value, str) else value if isinstance(value, list | tuple) else ()
    return tuple(value for value in values if isinstance(value, str))


@on(SETTINGS)
def asks_for_userinfo(settings: Mapping[str, Any]) -> Outcome:
    """Find settings that contain a userinfo endpoint."""
    places = [settings, *(settings[name] for name in ("verifier", "discovery", "provider") if isinstance(settings.get(name), Mapping))]
    for place in places:
        if "userinfo_endpoint" in place or str(place.get("client_calls", "")).lower() == "userinfo":
            return Fail("settings.userinfo_endpoint", place.get("userinfo_endpoint"), "none", "Apple's discovery document has no userinfo_endpoint")
    return None


@reading(CLAIMS, VERIFIER, needs=CLAIMS)
def _lacks_email(evidence: Evidence) -> Verdict:
    claims, verifier = evidence.get(CLAIMS), evidence.get(VERIFIER)
    if isinstance(claims, Absence):
        return Skip("there is no token")
    if claims.get("email"):
        return None
    if isinstance(verifier, Absence):
        return Skip("nothing requires it") if verifier is LACKING else Missing((VERIFIER,), _SHOWN_BY_THE_TOKEN)
    return Fail("identity_token.claims.email", claims.get("email"), "no requirement for it") if "email" in required(verifier) else None


@on(CLAIMS, VERIFIER)
def lacks_required_claims(claims: Mapping[str, Any], verifier: Mapping[str, Any]) -> Outcome:
    """Find claims that the verifier requires but this token lacks."""
    lacking = [name for name in required(verifier) if name not in claims and name not in _SPOKEN_FOR]
    if not lacking:
        return None
    return Fail("verifier.required", ", ".join(required(verifier)), "only iss, aud, exp, iat, sub", f"the token has no {', '.join(lacking)}")


@on(CLAIMS, VERIFIER)
def lacks_private_email(claims: Mapping[str, Any], verifier: Mapping[str, Any]) -> Outcome:
    """Find a verifier that requires is_private_email although it is absent."""
    if "is_private_email" in claims or "is_private_email" not in required(verifier):
        return None
    return Fail("identity_token.claims.is_private_email", None, "false if it is absent")


@on(VERIFIER)
def keys_by_email(verifier: Mapping[str, Any]) -> Outcome:
    """Find an application that identifies its users by email address."""
    name = next((key for key in _KEYS if verifier.get(key) == "email"), None)
    return Fail(f"verifier.{name}", "email", "sub") if name else None


@on(VERIFIER)
def knows_one_relay(verifier: Mapping[str, Any]) -> Outcome:
    """Find a list of relay domains in which one is missing."""
    domains = verifier.get("relay_domains", verifier.get("relay_domain"))
    known = [domains] if isinstance(domains, str) else domains
    if not isinstance(known, list | tuple):
        return None
    lacking = [domain for domain in RELAY_DOMAINS if domain not in known]
    return Fail("verifier.relay_domains", list(known), list(RELAY_DOMAINS), f"{lacking[0]} is missing") if lacking else None


@on(SAID[Proof.USERINFO_WANTED])
def says_that_it_wants_userinfo(statement: Statement) -> Outcome:
    """Find a client that says that it misses a userinfo endpoint."""
    if statement.values.get("actual") != HOST:
        return Skip("the words may be about another provider")
    because = f"{statement.speaker} says that it wants one; Apple's discovery document has no userinfo_endpoint"
    return Fail("settings.userinfo_endpoint", "wanted", "none", because)


USERINFO = Rule(
    id="userinfo-endpoint-does-not-exist",
    title="a userinfo endpoint is called, but Apple has none",
    question=Question.IDENTITY_TOKEN,
    since="0.1",
    told_by={Proof.USERINFO_WANTED: 40, Proof.ONLY_APPLE_FAILS: 30},
    why="A generic OpenID client requests the user's data after the exchange, but there is no such endpoint.",
    fix="Read the claims from the identity token, and turn the userinfo call off.",
    references=(NEXT_AUTH_6788, WELL_KNOWN_SNAPSHOTS),
    check=either(asks_for_userinfo, says_that_it_wants_userinfo),
    harm=Harm.DEFEATS,
    good=lambda: (Example("no such setting", lambda s: s.verifying(lambda i: i.verifier_says(expected_aud=["com.example.web"]))),),
    bad=lambda: (
        Example("the client calls it", lambda s: s.verifying(lambda i: i.verifier_says(client_calls="userinfo"))),
        Example("a client that says that it misses one", samples.said(Proof.USERINFO_WANTED, actual=HOST)),
        Example("an endpoint in the settings", lambda s: s.verifying(lambda i: i.verifier_says(userinfo_endpoint=None))),
    ),
)

EMAIL_MISSING = Rule(
    id="identity-token-email-missing",
    title="the application requires an email address that the token does not have",
    question=Question.IDENTITY_TOKEN,
    since="0.1",
    told_by={
        Proof.EMAIL_MISSING: 40,
        Proof.ONLY_APPLE_FAILS: 20,
        Proof.ONLY_SECOND_TIME_FAILS: 35,
        Proof.ONLY_SOME_USERS_FAIL: 35,
        Proof.ONLY_FIRST_TIME_HAS_DETAILS: 50,
    },
    why="Apple sends email if the scope was granted at the first consent; a consent without it, and managed accounts, have none.",
    fix="Ask for the scope email, accept users without an address, and test again after removing the app in the Apple Account.",
    references=(APPLE_AUTHENTICATING, SUPERTOKENS_580),
    check=_lacks_email,
    harm=Harm.DEFEATS,
    suspicion=Suspicion(
        "check whether your application requires email, and the scope of the user's first consent: later ones do not change it",
        "the application works without email",
    ),
    good=lambda: (
        Example("an address", lambda s: s.verifying(lambda i: i.claims(email="user@example.com").verifier_says(required=["email"]))),
        Example("none, and none required", lambda s: s.verifying(lambda i: i.verifier_says(required=["sub"]))),
    ),
    bad=lambda: (
        Example("none", lambda s: s.verifying(lambda i: i.verifier_says(required=["email"]))),
        Example("an empty one, as for managed accounts", lambda s: s.verifying(lambda i: i.claims(email="").verifier_says(required=["email"]))),
    ),
)

CLAIMS_MISSING = Rule(
    id="identity-token-claims-missing",
    title="the verifier requires claims that Apple does not always send",
    question=Question.IDENTITY_TOKEN,
    since="0.1",
    told_by={
        Proof.NAME_MISSING: 20,
        Proof.EMAIL_MISSING: 30,
        Proof.CLAIM_NOT_FOUND: 40,
        Proof.ONLY_SECOND_TIME_FAILS: 25,
        Proof.ONLY_SOME_USERS_FAIL: 30,
        Proof.ONLY_FIRST_TIME_HAS_DETAILS: 35,
    },
    why="c_hash is in native tokens, at_hash in those from the token endpoint; tokens from a refresh lack auth_time, and none has a name.",
    fix="Require iss, aud, exp, iat and sub, and treat every other claim as optional.",
    references=(AZIMO_12, APPLE_AUTHENTICATING),
    check=lacks_required_claims,
    harm=Harm.DEFEATS,
    good=lambda: (
        Example("those that are always there", lambda s: s.verifying(lambda i: i.verifier_says(required=["iss", "sub", "nonce_supported"]))),
        Example("one that this token has", lambda s: s.verifying(lambda i: i.claims(auth_time=1790000000).verifier_says(required=["auth_time"]))),
    ),
    bad=lambda: (
        Example("c_hash and auth_time, on a refresh", lambda s: s.verifying(lambda i: i.verifier_says(required=["c_hash", "auth_time"]))),
        Example("the name", lambda s: s.verifying(lambda i: i.verifier_says(required=["name"]))),
    ),
)

PRIVATE_EMAIL_ABSENT = Rule(
    id="identity-token-is-private-email-absent",
    title="the application requires is_private_email, which many tokens lack",
    question=Question.IDENTITY_TOKEN,
    since="0.1",
    why="Apple omits is_private_email if it is false.",
    fix="Treat an absent is_private_email as false.",
    references=(JWT_KIT_59, APPLE_AUTHENTICATING),
    check=lacks_private_email,
    harm=Harm.DEFEATS,
    good=lambda: (Example("there", lambda s: s.verifying(lambda i: i.claims(is_private_email=True).verifier_says(required=["is_private_email"]))),),
    bad=lambda: (Example("absent", lambda s: s.verifying(lambda i: i.verifier_says(required=["is_private_email"]))),),
)

EMAIL_AS_KEY = Rule(
    id="identity-token-email-as-key",
    title="users are identified by email address instead of sub",
    question=Question.IDENTITY_TOKEN,
    since="0.1",
    why="An address may change, be hidden or be absent, and a relay address differs from team to team; sub stays the same.",
    fix="Identify users by sub, and keep the address as an attribute.",
    references=(APPLE_AUTHENTICATING, OUR_ADVICE),
    check=keys_by_email,
    told_by={Proof.ONLY_FIRST_TIME_HAS_DETAILS: 25},
    harm=Harm.UNSAFE,
    good=lambda: (Example("sub", lambda s: s.verifying(lambda i: i.verifier_says(user_key="sub"))),),
    bad=lambda: (Example("email", lambda s: s.verifying(lambda i: i.verifier_says(user_key="email"))),),
)

RELAY_DOMAIN = Rule(
    id="identity-token-relay-domain-unknown",
    title="the application knows only one domain of private addresses",
    question=Question.IDENTITY_TOKEN,
    since="0.1",
    why="Apple has announced private.icloud.com for new private addresses, in addition to privaterelay.appleid.com.",
    fix="Use is_private_email; if you must check the domain, accept both.",
    references=(APPLE_RELAY_NEWS,),
    check=knows_one_relay,
    harm=Harm.FRAGILE,
    good=lambda: (Example("both", lambda s: s.verifying(lambda i: i.verifier_says(relay_domains=list(RELAY_DOMAINS)))),),
    bad=lambda: (Example("the old one", lambda s: s.verifying(lambda i: i.verifier_says(relay_domains=[RELAY_DOMAINS[0]]))),),
)

RULES = (
    USERINFO,
    EMAIL_MISSING,
    CLAIMS_MISSING,
    PRIVATE_EMAIL_ABSENT,
    EMAIL_AS_KEY,
    RELAY_DOMAIN,
)
