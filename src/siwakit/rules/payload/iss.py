"""Rules about iss: it must be the Team ID of the developer who signs, and no other identifier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import Enum, auto
from typing import Any

from siwakit import samples
from siwakit.apple import CREDENTIAL_ENDPOINTS, IDENTIFIER, ISSUER, REVERSE_DNS, UUID
from siwakit.evidence.aspects import ISS, SUB_AND_CLIENT_ID, TEAMS
from siwakit.evidence.evidence import LACKING, Absence, Evidence, Part
from siwakit.evidence.identifiers import KNOWN_CLIENTS, KNOWN_KEY_IDS, KNOWN_TEAM_IDS, PORTAL_TEAM_IDS, REQUEST_TEAM_IDS
from siwakit.evidence.parts import CLAIMS, TEAM_ID
from siwakit.evidence.said import Proof
from siwakit.evidence.sign_in.portal import Portal
from siwakit.rules.model import Check, Example, Fail, Missing, Outcome, Question, Rule, Skip, Suspicion, Verdict, of_kind, reading
from siwakit.rules.wire import INVALID_CLIENT
from siwakit.sources import APPLE_CLIENT_SECRET, APPLE_KEY_DOWNLOAD, APPLE_TN3107

AT = "client_secret.claims.iss"
_EXPECTED = "your Team ID"
_ISSUER_UUID = "69a6de70-03db-47e3-e053-5b8c7c11a4d1"


class Iss(Enum):
    """The kinds of iss."""

    MISSING = auto()
    MALFORMED = auto()
    CLIENT_ID = auto()
    KEY_ID = auto()
    UUID = auto()
    OTHER_TEAM = auto()
    PLAUSIBLE = auto()


def _read(evidence: Evidence) -> Iss | Absence:
    claims = evidence.get(CLAIMS)
    if isinstance(claims, Absence):
        return claims
    iss = claims.get("iss")
    if iss is None or iss == "":
        return Iss.MISSING
    if not isinstance(iss, str):
        return Iss.MALFORMED
    if iss in _of(evidence, PORTAL_TEAM_IDS):
        # The rules about the portal report the key or the client only if iss is the other one's team.
        teams = _of(evidence, REQUEST_TEAM_IDS)
        return Iss.OTHER_TEAM if teams and iss not in teams else Iss.PLAUSIBLE
    return _classify_identifier(iss, evidence) if IDENTIFIER.fullmatch(iss) else _classify_text(iss, claims.get("sub"), evidence)


def _classify_identifier(iss: str, evidence: Evidence) -> Iss:
    teams = _of(evidence, KNOWN_TEAM_IDS)
    if iss in teams:
        return Iss.PLAUSIBLE
    if iss in _of(evidence, KNOWN_KEY_IDS):
        return Iss.KEY_ID
    return Iss.OTHER_TEAM if teams else Iss.PLAUSIBLE


def _classify_text(iss: str, sub: object, evidence: Evidence) -> Iss:
    if UUID.fullmatch(iss):
        return Iss.UUID
    is_swapped = isinstance(sub, str) and IDENTIFIER.fullmatch(sub) and REVERSE_DNS.fullmatch(iss)
    if iss in _of(evidence, KNOWN_CLIENTS) or iss == sub or is_swapped:
        return Iss.CLIENT_ID
    return Iss.MALFORMED


def _of(evidence: Evidence, part: Part[frozenset[str]]) -> frozenset[str]:
    known = evidence.get(part)
    return frozenset() if isinstance(known, Absence) else known


KIND: Part[Iss] = Part("kind_of_iss", _read, CLAIMS.ask)


def _is(kind: Iss, because: str = "") -> Check:
    @of_kind(KIND, kind, CLAIMS)
    def look(claims: Mapping[str, Any]) -> Outcome:
        return Fail(AT, claims.get("iss"), _EXPECTED, because)

    return look


def _open_until(part: Part[frozenset[str]], check: Check) -> Check:
    """Make *check* undecided if iss is plausible and nothing known distinguishes it."""

    @reading(KIND, part, *check.parts)
    def look(evidence: Evidence) -> Verdict:
        verdict = check(evidence)
        is_open = verdict is None and evidence.get(KIND) is Iss.PLAUSIBLE and isinstance(evidence.get(part), Absence)
        return Missing((TEAM_ID,), 1) if is_open else verdict

    return look


@of_kind(KIND, Iss.MALFORMED, CLAIMS)
def _malformed(claims: Mapping[str, Any]) -> Outcome:
    iss = claims["iss"]
    clean = iss.strip().upper() if isinstance(iss, str) else ""
    return Fail(AT, iss, _EXPECTED, _fault_of(iss, clean), clean if IDENTIFIER.fullmatch(clean) else None)


def _fault_of(iss: object, clean: str) -> str:
    if not isinstance(iss, str):
        return "it is not text"
    if iss.rstrip("/") == ISSUER:
        return "this is Apple's address, which belongs in aud; iss identifies you"
    if IDENTIFIER.fullmatch(clean):
        return "Team IDs have no whitespace around them" if iss.strip() != iss else "Team IDs are written in capitals"
    return f"it has {len(iss)} characters, but a Team ID has ten: A-Z and 0-9"


@reading(CLAIMS, KIND, KNOWN_TEAM_IDS, REQUEST_TEAM_IDS, needs=CLAIMS)
def _differs(evidence: Evidence) -> Verdict:
    """Find a Team ID other than the known one, and report which one is known."""
    claims = evidence.get(CLAIMS)
    if isinstance(claims, Absence):
        return Skip("there is no payload") if claims is LACKING else Missing((CLAIMS,))
    if evidence.get(KIND) is not Iss.OTHER_TEAM:
        return None
    teams = sorted(_of(evidence, REQUEST_TEAM_IDS) or _of(evidence, KNOWN_TEAM_IDS))
    known = " or ".join(teams[:3])
    return Fail(AT, claims["iss"], known, f"the Team ID known here is {known}", teams[0] if len(teams) == 1 else None)


def _with_other_team(portal: Portal) -> Portal:
    other = replace(portal.keys[samples.OTHER_KEY_ID], team_id=samples.OTHER_TEAM_ID)
    return replace(portal, keys={**portal.keys, samples.OTHER_KEY_ID: other})


ISS_IS_MISSING = Rule(
    id="secret-iss-missing",
    title="client_secret has no iss",
    question=Question.PAYLOAD,
    since="0.1",
    why="Apple requires iss and uses it to find your keys. Without it Apple cannot tell which team signed the client_secret.",
    fix="Set iss to your Team ID, the ten characters under Membership details in the developer portal.",
    references=(APPLE_CLIENT_SECRET, APPLE_TN3107),
    check=_is(Iss.MISSING),
    wire=INVALID_CLIENT.cited(APPLE_TN3107),
    voids=(TEAMS,),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("decode the client_secret and look for iss", "iss is the Team ID"),
    good=lambda: (Example("the Team ID", lambda s: s.secret(iss=samples.TEAM_ID)),),
    bad=lambda: (Example("no iss", lambda s: s.secret(iss=samples.DROP)), Example("an empty iss", lambda s: s.secret(iss=""))),
)

ISS_IS_CLIENT_ID = Rule(
    id="secret-iss-is-client-id",
    title="iss is the client_id instead of the Team ID",
    question=Question.PAYLOAD,
    since="0.1",
    why="iss is the team that signs, sub is the app it signs for. If iss is an app, Apple finds no team.",
    fix="Set iss to your Team ID and sub to the client_id.",
    references=(APPLE_CLIENT_SECRET,),
    check=_is(Iss.CLIENT_ID, "it is the identifier of an app or a service"),
    wire=INVALID_CLIENT.cited(APPLE_TN3107),
    explains=("secret-sub-is-team-id",),
    voids=(TEAMS, SUB_AND_CLIENT_ID),
    speaks_of=(ISS,),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("check whether iss and sub are swapped: iss is the Team ID", "iss is ten capitals and digits"),
    good=lambda: (Example("each in its place", lambda s: s.secret(iss=samples.TEAM_ID, sub=samples.SERVICES_ID)),),
    bad=lambda: (
        Example("the client_id twice", lambda s: s.secret(iss=samples.SERVICES_ID)),
        Example("the app's bundle ID", lambda s: s.secret(iss=samples.BUNDLE_ID)),
        Example("swapped with sub", lambda s: s.secret(iss=samples.SERVICES_ID, sub=samples.TEAM_ID)),
    ),
)

ISS_IS_KEY_ID = Rule(
    id="secret-iss-is-key-id",
    title="iss is the Key ID instead of the Team ID",
    question=Question.PAYLOAD,
    since="0.1",
    why="Both are ten characters. The Key ID belongs in the header as kid; Apple looks for your team in iss.",
    fix="Set iss to your Team ID, which is shown under Membership details in the developer portal.",
    references=(APPLE_CLIENT_SECRET,),
    check=_open_until(KNOWN_TEAM_IDS, _is(Iss.KEY_ID, "it is the Key ID of one of your keys")),
    wire=INVALID_CLIENT.cited(APPLE_TN3107),
    voids=(TEAMS,),
    speaks_of=(ISS,),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("check that iss differs from the Key ID in the name of the key file, AuthKey_<Key ID>.p8", "they differ"),
    good=lambda: (Example("each in its place", lambda s: s.secret(iss=samples.TEAM_ID).header(kid=samples.KEY_ID)),),
    bad=lambda: (Example("the Key ID twice", lambda s: s.secret(iss=samples.KEY_ID)),),
)

ISS_IS_ISSUER_UUID = Rule(
    id="secret-iss-is-issuer-uuid",
    title="iss is the issuer of App Store Connect keys",
    question=Question.PAYLOAD,
    since="0.1",
    why="App Store Connect shows a UUID as its issuer. It belongs to another kind of key; Sign in with Apple uses Team IDs.",
    fix="Set iss to your Team ID, and make sure that the key comes from the developer portal and not from App Store Connect.",
    references=(APPLE_CLIENT_SECRET, APPLE_KEY_DOWNLOAD),
    check=_is(Iss.UUID, "it is a UUID, like the issuer that App Store Connect shows"),
    wire=INVALID_CLIENT.cited(APPLE_TN3107),
    explains=("secret-aud-is-other-service", "secret-sub-missing"),
    voids=(TEAMS,),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("check whether iss is a UUID: that is the Issuer ID of App Store Connect", "iss is the Team ID"),
    good=lambda: (Example("the Team ID", lambda s: s.secret(iss=samples.TEAM_ID)),),
    bad=lambda: (
        Example("a UUID", lambda s: s.secret(iss=_ISSUER_UUID)),
        Example("a whole token for App Store Connect", lambda s: s.secret(iss=_ISSUER_UUID, aud="appstoreconnect-v1", sub=samples.DROP)),
    ),
)

ISS_IS_MALFORMED = Rule(
    id="secret-iss-malformed",
    title="iss is not a Team ID",
    question=Question.PAYLOAD,
    since="0.1",
    why="Apple looks your team up by the exact ten characters of its Team ID, and no team has this one.",
    fix="Set iss to only the ten characters, in capitals, as Membership details in the developer portal shows them.",
    references=(APPLE_CLIENT_SECRET, APPLE_TN3107),
    check=_malformed,
    wire=INVALID_CLIENT.cited(APPLE_TN3107),
    voids=(TEAMS,),
    speaks_of=(ISS,),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("check whether iss is ten capitals and digits", "iss is the Team ID"),
    good=lambda: (Example("ten characters", lambda s: s.secret(iss=samples.TEAM_ID)),),
    bad=lambda: (
        Example("lower case", lambda s: s.secret(iss=samples.TEAM_ID.lower())),
        Example("nine characters", lambda s: s.secret(iss=samples.TEAM_ID[:9])),
        Example("eleven characters", lambda s: s.secret(iss=f"{samples.TEAM_ID}6")),
        Example("a trailing space", lambda s: s.secret(iss=f"{samples.TEAM_ID} ")),
        Example("Apple's address", lambda s: s.secret(iss=ISSUER)),
        Example("the name of the company", lambda s: s.secret(iss="Example Ltd")),
        Example("a number", lambda s: s.secret(iss=1234567890)),
    ),
)

ISS_DIFFERS_FROM_TEAM = Rule(
    id="secret-iss-differs-from-team",
    title="iss is the Team ID of another team",
    question=Question.PAYLOAD,
    since="0.1",
    why="Key, app and iss must belong to one team. Apple looks for the key in the team given by iss, and it is not there.",
    fix="Set iss to the Team ID under Membership details; the prefix of an older App ID can differ from it.",
    references=(APPLE_CLIENT_SECRET, APPLE_TN3107),
    check=_open_until(KNOWN_TEAM_IDS, _differs),
    wire=INVALID_CLIENT.cited(APPLE_TN3107),
    voids=(TEAMS,),
    speaks_of=(ISS,),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("compare iss with Membership details → Team ID in the developer portal", "iss is the Team ID shown there"),
    told_by={Proof.SINCE_TEAM_CHANGED: 60},
    good=lambda: (Example("the team of the project", lambda s: s.secret(iss=samples.TEAM_ID)),),
    bad=lambda: (
        Example("another team", lambda s: s.secret(iss=samples.OTHER_TEAM_ID)),
        Example("a team that is registered too", lambda s: s.secret(iss=samples.OTHER_TEAM_ID).portal(_with_other_team)),
    ),
)

RULES = (ISS_IS_MISSING, ISS_IS_CLIENT_ID, ISS_IS_KEY_ID, ISS_IS_ISSUER_UUID, ISS_IS_MALFORMED, ISS_DIFFERS_FROM_TEAM)
