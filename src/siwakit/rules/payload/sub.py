"""Rules about sub by itself: it must be a client_id, the one in the request (`client_id/made_for.py` compares them)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto
from typing import Any

from siwakit import samples
from siwakit.apple import CREDENTIAL_ENDPOINTS, IDENTIFIER, REVERSE_DNS
from siwakit.evidence.aspects import SUB_AND_CLIENT_ID
from siwakit.evidence.evidence import Absence, Evidence, Part
from siwakit.evidence.identifiers import KNOWN_TEAM_IDS, begins_as_reverse_dns, is_vouched_for
from siwakit.evidence.parts import CLAIMS
from siwakit.patterns import pattern
from siwakit.rules.model import Check, Example, Fail, Outcome, Question, Rule, Suspicion, of_kind
from siwakit.rules.wire import INVALID_CLIENT
from siwakit.sources import APPLE_CLIENT_SECRET, APPLE_ID_20, APPLE_TN3107, APPLE_TOKEN, AUTHGEAR_4985

AT = "client_secret.claims.sub"
_EXPECTED = "the client_id of the request"
_PREFIXED = pattern(r"([A-Z0-9]{10})\.(.+)")


class Sub(Enum):
    """The kinds of sub, without looking at the request."""

    MISSING = auto()
    TEAM_PREFIX = auto()
    TEAM_ID = auto()
    PLAUSIBLE = auto()


def _read(evidence: Evidence) -> Sub | Absence:
    claims = evidence.get(CLAIMS)
    if isinstance(claims, Absence):
        return claims
    sub = claims.get("sub")
    if not isinstance(sub, str) or not sub:
        return Sub.MISSING
    if is_vouched_for(evidence, sub):
        return Sub.PLAUSIBLE
    teams = _teams(evidence, claims.get("iss"))
    if IDENTIFIER.fullmatch(sub):
        return Sub.TEAM_ID if sub in teams else Sub.PLAUSIBLE
    seen = _PREFIXED.fullmatch(sub)
    return Sub.TEAM_PREFIX if seen and _is_prefix(seen.group(1), seen.group(2), teams) else Sub.PLAUSIBLE


def _teams(evidence: Evidence, iss: object) -> frozenset[str]:
    known = evidence.get(KNOWN_TEAM_IDS)
    own = frozenset({iss}) if isinstance(iss, str) else frozenset()
    return own if isinstance(known, Absence) else own | known


def _is_prefix(prefix: str, rest: str, teams: frozenset[str]) -> bool:
    """Return whether *sub* starts with a Team ID: a known one, or ten capitals and digits before a name that starts with a domain."""
    if not REVERSE_DNS.fullmatch(rest):
        return False
    is_mixed = any(character.isdigit() for character in prefix) and begins_as_reverse_dns(rest)
    return prefix in teams or is_mixed


KIND: Part[Sub] = Part("kind_of_sub", _read, CLAIMS.ask)


def _is(kind: Sub, because: str) -> Check:
    @of_kind(KIND, kind, CLAIMS)
    def look(claims: Mapping[str, Any]) -> Outcome:
        return Fail(AT, claims.get("sub"), _EXPECTED, because)

    return look


@of_kind(KIND, Sub.TEAM_PREFIX, CLAIMS)
def _has_prefix(claims: Mapping[str, Any]) -> Outcome:
    prefix, _, rest = claims["sub"].partition(".")
    return Fail(AT, claims["sub"], rest, f"{prefix} and a dot precede {rest}", rest)


SUB_IS_MISSING = Rule(
    id="secret-sub-missing",
    title="client_secret has no sub",
    question=Question.PAYLOAD,
    since="0.1",
    why="Apple requires sub and compares it with the client_id of the request. Without it the client_secret belongs to no client.",
    fix="Set sub to the client_id that you send: the bundle ID for codes from the app, the Services ID for codes from the web.",
    references=(APPLE_CLIENT_SECRET, APPLE_TN3107, AUTHGEAR_4985),
    check=_is(Sub.MISSING, "sub is missing, empty or not a string"),
    wire=INVALID_CLIENT.cited(APPLE_TN3107),
    also_seen=(INVALID_CLIENT.cited(AUTHGEAR_4985),),
    voids=(SUB_AND_CLIENT_ID,),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("decode the client_secret and look for sub, which is the client_id", "sub is the client_id"),
    good=lambda: (Example("the client_id", lambda s: s.secret(sub=samples.SERVICES_ID)),),
    bad=lambda: (
        Example("no sub", lambda s: s.secret(sub=samples.DROP)),
        Example("an empty sub", lambda s: s.secret(sub="")),
        Example("null", lambda s: s.secret(sub=None)),
        Example("a list", lambda s: s.secret(sub=[samples.SERVICES_ID])),
    ),
)

SUB_HAS_TEAM_PREFIX = Rule(
    id="secret-sub-has-team-prefix",
    title="sub has the Team ID in front of the client_id",
    question=Question.PAYLOAD,
    since="0.1",
    why="Xcode shows App IDs with the Team ID in front. Apple's client_id does not include it, and the two are compared character by character.",
    fix="Set sub to only the bundle ID or Services ID, without the ten characters and the dot.",
    references=(APPLE_TOKEN, APPLE_ID_20),
    check=_has_prefix,
    wire=INVALID_CLIENT.cited(APPLE_TOKEN),
    also_seen=(INVALID_CLIENT.cited(APPLE_ID_20),),
    voids=(SUB_AND_CLIENT_ID,),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("check whether sub starts with the Team ID and a dot", "sub is the client_id, without the Team ID"),
    good=lambda: (
        Example("the client_id", lambda s: s.secret(sub=samples.SERVICES_ID)),
        Example("a name that starts with ten letters", lambda s: s.unknown("portal", "identity_token").client("examplecom.app.web")),
    ),
    bad=lambda: (Example("the team of iss", lambda s: s.secret(sub=f"{samples.TEAM_ID}.{samples.SERVICES_ID}")),),
)

SUB_IS_TEAM_ID = Rule(
    id="secret-sub-is-team-id",
    title="sub is the Team ID instead of the client_id",
    question=Question.PAYLOAD,
    since="0.1",
    why="iss is the team that signs, sub is the app it signs for. Apple compares sub with the client_id of the request.",
    fix="Set sub to the client_id that you send, and leave the Team ID in iss.",
    references=(APPLE_CLIENT_SECRET, APPLE_TN3107),
    check=_is(Sub.TEAM_ID, "these ten characters are the Team ID"),
    wire=INVALID_CLIENT.cited(APPLE_TN3107),
    voids=(SUB_AND_CLIENT_ID,),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("check whether sub is ten capitals and digits: a Team ID belongs into iss", "sub is the client_id"),
    good=lambda: (Example("the client_id", lambda s: s.secret(sub=samples.SERVICES_ID)),),
    bad=lambda: (Example("the Team ID twice", lambda s: s.secret(sub=samples.TEAM_ID)),),
)

RULES = (SUB_IS_MISSING, SUB_HAS_TEAM_PREFIX, SUB_IS_TEAM_ID)
