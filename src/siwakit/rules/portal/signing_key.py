"""Rules about the signing key in the developer portal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from siwakit import samples
from siwakit.apple import CREDENTIAL_ENDPOINTS, IDENTIFIER
from siwakit.evidence.aspects import REGISTERED_KEY, TEAMS
from siwakit.evidence.parts import CLAIMS, CLIENT_ID, HEADER, PORTAL
from siwakit.evidence.said import Proof
from siwakit.evidence.sign_in.portal import Portal, PortalKey
from siwakit.rules.model import Check, Example, Fail, Outcome, Question, Remedy, Rule, Shared, Suspicion, on
from siwakit.rules.wire import INVALID_CLIENT, INVALID_REQUEST
from siwakit.sources import APPLE_KEY_HELP, APPLE_TN3107, KEYCLOAK_47, OMNIAUTH_60

AT = "client_secret.header.kid"
_KEYS = "Certificates, Identifiers & Profiles > Keys"
_SAME_KEY_WORKED = "another request signed with the same key was accepted"


@on(HEADER, CLIENT_ID, CLAIMS, PORTAL)
def is_not_registered(header: Mapping[str, Any], _client_id: str, _claims: Mapping[str, Any], portal: Portal) -> Outcome:
    """Find a well-formed Key ID that no key in the portal has."""
    kid = header.get("kid")
    if not isinstance(kid, str) or not IDENTIFIER.fullmatch(kid) or kid in portal.keys:
        return None
    return Fail(AT, kid, sorted(portal.keys), "no key with this Key ID is registered")


def _of_registered(look: Callable[[PortalKey, str, Mapping[str, Any], Portal], Outcome]) -> Check:
    @on(HEADER, CLIENT_ID, CLAIMS, PORTAL)
    def check(header: Mapping[str, Any], client_id: str, claims: Mapping[str, Any], portal: Portal) -> Outcome:
        kid = header.get("kid")
        key = portal.keys.get(kid) if isinstance(kid, str) else None
        return None if key is None else look(key, client_id, claims, portal)

    return check


def _is_revoked(key: PortalKey, _client_id: str, _claims: Mapping[str, Any], _portal: Portal) -> Outcome:
    return Fail(AT, key.key_id, "a key that is not revoked", f"the key {key.key_id} was revoked") if key.is_revoked else None


def _lacks_service(key: PortalKey, _client_id: str, _claims: Mapping[str, Any], _portal: Portal) -> Outcome:
    if key.has_service:
        return None
    return Fail(AT, key.key_id, "a key with Sign in with Apple", f"the key {key.key_id} does not have Sign in with Apple enabled")


def _of_other_team(key: PortalKey, client_id: str, claims: Mapping[str, Any], portal: Portal) -> Outcome:
    iss, client = claims.get("iss"), portal.clients.get(client_id)
    if not isinstance(iss, str) or not IDENTIFIER.fullmatch(iss) or key.team_id == iss:
        return None
    # If iss is neither the key's team nor the client's, iss is wrong, and the rules about iss report it.
    if client is not None and iss not in {client.team_id, client.former_team_id}:
        return None
    return Fail(AT, key.key_id, f"a key of the team {iss}", f"the key {key.key_id} belongs to the team {key.team_id}, but iss is {iss}")


def _of_other_app(key: PortalKey, client_id: str, _claims: Mapping[str, Any], portal: Portal) -> Outcome:
    client, primary = portal.clients.get(client_id), portal.primary_of(client_id)
    if client is None or client.team_id != key.team_id:
        # A key cannot be configured for an app of another team: the rules about teams report that.
        return None
    if not primary or not key.primary_app or key.primary_app == primary:
        return None
    because = f"the key {key.key_id} is for {key.primary_app}, but {client_id} is grouped under {primary}"
    return Fail(AT, key.key_id, f"a key configured for {primary}", because)


def _with_key(**changes: Any) -> Callable[[Portal], Portal]:
    def change(portal: Portal) -> Portal:
        return replace(portal, keys={**portal.keys, samples.KEY_ID: replace(portal.keys[samples.KEY_ID], **changes)})

    return change


KEY_IS_NOT_REGISTERED = Rule(
    id="key-not-registered",
    title="no key in the developer portal has this Key ID",
    question=Question.PORTAL,
    since="0.1",
    why="Apple finds the public key by kid. If it does not know the kid, it has no key to verify the client_secret with.",
    fix="Copy the Key ID from the key's page in the developer portal into kid.",
    references=(APPLE_KEY_HELP, APPLE_TN3107),
    check=is_not_registered,
    remedy=Remedy.SECRET,
    wire=INVALID_CLIENT,
    also_seen=(INVALID_REQUEST.cited(OMNIAUTH_60),),
    speaks_of=(REGISTERED_KEY,),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion(f"open {_KEYS} and check that a key with exactly this Key ID is in the list", _SAME_KEY_WORKED, Shared.KEY),
    told_by={Proof.WORKED_FOR_MONTHS: 30, Proof.WORKED_BEFORE: 25, Proof.SINCE_KEY_REPLACED: 40},
    good=lambda: (Example("a registered key", lambda s: s),),
    bad=lambda: (
        Example("the key is not in the list", lambda s: s.portal(lambda p: replace(p, keys={samples.OTHER_KEY_ID: p.keys[samples.OTHER_KEY_ID]}))),
    ),
)

KEY_IS_REVOKED = Rule(
    id="key-revoked",
    title="the signing key was revoked in the developer portal",
    question=Question.PORTAL,
    since="0.1",
    why="Even if everything in the client_secret is correct, Apple refuses it: a revoked key is no longer accepted, and cannot be restored.",
    fix="Create a new key with Sign in with Apple, and sign with that one.",
    references=(APPLE_KEY_HELP,),
    check=_of_registered(_is_revoked),
    assumed=INVALID_CLIENT,
    speaks_of=(REGISTERED_KEY,),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion(
        f"open {_KEYS} and check that the key is still in the list: a revoked key is not",
        f"{_SAME_KEY_WORKED} after the key was last changed",
        Shared.KEY,
    ),
    told_by={Proof.WORKED_FOR_MONTHS: 45, Proof.WORKED_BEFORE: 40, Proof.SINCE_KEY_REPLACED: 50, Proof.SINCE_TEAM_CHANGED: 25},
    good=lambda: (Example("a key in use", lambda s: s),),
    bad=lambda: (Example("the key was revoked", lambda s: s.portal(_with_key(is_revoked=True))),),
)

KEY_LACKS_SERVICE = Rule(
    id="key-lacks-service",
    title="the key does not have Sign in with Apple",
    question=Question.PORTAL,
    since="0.1",
    why="A key for push notifications or another service looks the same and can sign, but Apple does not accept it here.",
    fix="Tick Sign in with Apple on the key and configure it with the primary App ID, or create a key that has it.",
    references=(APPLE_KEY_HELP,),
    check=_of_registered(_lacks_service),
    assumed=INVALID_CLIENT,
    speaks_of=(REGISTERED_KEY,),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion(f"open {_KEYS} > the key > Enabled Services and check that Sign in with Apple is listed", _SAME_KEY_WORKED, Shared.KEY),
    told_by={Proof.SINCE_KEY_REPLACED: 40, Proof.SINCE_REGISTRATION: 35},
    good=lambda: (Example("a key that has it", lambda s: s),),
    bad=lambda: (Example("a key without it", lambda s: s.portal(_with_key(has_service=False))),),
)

KEY_IS_OF_OTHER_TEAM = Rule(
    id="key-of-other-team",
    title="the key belongs to another team",
    question=Question.PORTAL,
    since="0.1",
    why="A key signs for the team that created it. With two developer accounts it is easy to mix up two key files that look alike.",
    fix="Sign with a key of the team in iss.",
    references=(APPLE_TN3107, APPLE_KEY_HELP),
    check=_of_registered(_of_other_team),
    remedy=Remedy.SECRET,
    wire=INVALID_CLIENT,
    speaks_of=(TEAMS,),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion(
        f"open {_KEYS}, signed in as the team in iss, and check that the Key ID is in that team's list", _SAME_KEY_WORKED, Shared.KEY
    ),
    told_by={Proof.SINCE_TEAM_CHANGED: 55, Proof.SINCE_REGISTRATION: 20},
    good=lambda: (Example("a key of the team", lambda s: s),),
    bad=lambda: (Example("a key of another team", lambda s: s.portal(_with_key(team_id=samples.OTHER_TEAM_ID))),),
)

KEY_IS_OF_OTHER_APP = Rule(
    id="key-of-other-app",
    title="the key is configured for another app",
    question=Question.PORTAL,
    since="0.1",
    why="A key is for one primary App ID and the identifiers grouped under it. Apple does not accept it for another app of the same team.",
    fix="Sign with the key of the primary App ID that the client_id is grouped under, or configure this key for that App ID.",
    references=(APPLE_KEY_HELP, KEYCLOAK_47),
    check=_of_registered(_of_other_app),
    assumed=INVALID_CLIENT,
    speaks_of=(REGISTERED_KEY,),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion(
        f"open {_KEYS} > the key > Sign in with Apple > Configure and check that the Primary App ID is the app itself, or the one "
        "the Services ID is grouped under",
        "another request with the same key and the same client_id was accepted",
        Shared.BOTH,
    ),
    told_by={Proof.SINCE_KEY_REPLACED: 40, Proof.SINCE_CLIENT_ID_CHANGED: 35, Proof.SINCE_REGISTRATION: 30},
    good=lambda: (
        Example("the key of the app", lambda s: s),
        Example("the app itself", lambda s: s.native()),
    ),
    bad=lambda: (
        Example("the key of another app, from the web", lambda s: s.portal(_with_key(primary_app=f"{samples.BUNDLE_ID}.other"))),
        Example("the key of another app, from the app", lambda s: s.native().portal(_with_key(primary_app=f"{samples.BUNDLE_ID}.other"))),
    ),
)

RULES = (KEY_IS_NOT_REGISTERED, KEY_IS_REVOKED, KEY_LACKS_SERVICE, KEY_IS_OF_OTHER_TEAM, KEY_IS_OF_OTHER_APP)
