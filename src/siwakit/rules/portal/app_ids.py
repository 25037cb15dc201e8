"""Rules about App IDs and Services IDs in the developer portal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from siwakit import samples
from siwakit.apple import CREDENTIAL_ENDPOINTS, IDENTIFIER
from siwakit.evidence.aspects import CLIENT_KNOWN, TEAMS
from siwakit.evidence.parts import CLAIMS, CLIENT_ID, HEADER, PORTAL
from siwakit.evidence.said import Proof
from siwakit.evidence.sign_in.portal import Portal, PortalClient
from siwakit.rules.model import Check, Example, Fail, Outcome, Question, Remedy, Rule, Shared, Suspicion, on
from siwakit.rules.wire import INVALID_CLIENT
from siwakit.sources import APPLE_ENVIRONMENT, APPLE_TN3107, APPLE_TN3159, APPLE_TRANSFER_OUT, APPLE_WEB_HELP

AT = "request.form.client_id"
_IDENTIFIERS = "Certificates, Identifiers & Profiles > Identifiers"
_SAME_CLIENT_WORKED = "another request with the same client_id was accepted"


@on(HEADER, CLIENT_ID, CLAIMS, PORTAL)
def is_not_registered(_header: Mapping[str, Any], client_id: str, _claims: Mapping[str, Any], portal: Portal) -> Outcome:
    """Find a client_id that is neither an App ID nor a Services ID in the portal."""
    if client_id in portal.clients:
        return None
    return Fail(AT, client_id, sorted(portal.clients), "no App ID and no Services ID with this identifier is registered")


def _of_registered(look: Callable[[PortalClient, str, Portal], Outcome]) -> Check:
    @on(HEADER, CLIENT_ID, CLAIMS, PORTAL)
    def check(header: Mapping[str, Any], client_id: str, claims: Mapping[str, Any], portal: Portal) -> Outcome:
        client, iss, kid = portal.clients.get(client_id), claims.get("iss"), header.get("kid")
        if client is None:
            return None
        key = portal.keys.get(kid) if isinstance(kid, str) else None
        # If the key belongs to a third team, iss is not reliable evidence.
        names_team = isinstance(iss, str) and IDENTIFIER.fullmatch(iss) and (key is None or key.team_id == iss)
        return look(client, str(iss) if names_team else "", portal)

    return check


def _lacks_primary(client: PortalClient, _iss: str, _portal: Portal) -> Outcome:
    if client.primary_app is not None:
        return None
    return Fail(AT, client.identifier, "an identifier with a primary App ID", f"{client.identifier} has no primary App ID")


def _lacks_capability(client: PortalClient, _iss: str, portal: Portal) -> Outcome:
    primary = portal.clients.get(client.primary_app or "")
    off = next((candidate for candidate in (client, primary) if candidate is not None and not candidate.has_capability), None)
    if off is None:
        return None
    return Fail(AT, client.identifier, "Sign in with Apple enabled", f"{off.identifier} does not have Sign in with Apple enabled")


def _was_transferred(client: PortalClient, iss: str, _portal: Portal) -> Outcome:
    if not iss or client.former_team_id != iss or client.team_id == iss:
        return None
    because = f"{client.identifier} was transferred from the team {iss} to {client.team_id}, but the client_secret is still from the old team"
    return Fail("client_secret.claims.iss", iss, client.team_id, because)


def _of_other_team(client: PortalClient, iss: str, _portal: Portal) -> Outcome:
    if not iss or iss in {client.team_id, client.former_team_id}:
        return None
    return Fail(
        AT, client.identifier, f"an identifier of the team {iss}", f"{client.identifier} belongs to {client.team_id}, the client_secret to {iss}"
    )


def _with_clients(*names: str, **changes: Any) -> Callable[[Portal], Portal]:
    def change(portal: Portal) -> Portal:
        return replace(portal, clients={**portal.clients, **{name: replace(portal.clients[name], **changes) for name in names}})

    return change


def _without(name: str) -> Callable[[Portal], Portal]:
    return lambda portal: replace(portal, clients={key: client for key, client in portal.clients.items() if key != name})


CLIENT_IS_NOT_REGISTERED = Rule(
    id="client-not-registered",
    title="no App ID or Services ID in the developer portal has this client_id",
    question=Question.PORTAL,
    since="0.1",
    why="Apple compares client_id character by character, including case. It refuses one that it does not know, even if the client_secret is valid.",
    fix="Copy the identifier from the developer portal: the Bundle ID for the app, the Services ID for the web.",
    references=(APPLE_TN3107, APPLE_ENVIRONMENT),
    check=is_not_registered,
    wire=INVALID_CLIENT,
    speaks_of=(CLIENT_KNOWN,),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion(f"open {_IDENTIFIERS} and search for the client_id under App IDs and under Services IDs", _SAME_CLIENT_WORKED, Shared.CLIENT),
    told_by={
        Proof.ONLY_WEB_FAILS: 40,
        Proof.ONLY_ANDROID_FAILS: 30,
        Proof.SINCE_TEAM_CHANGED: 25,
        Proof.SINCE_CLIENT_ID_CHANGED: 45,
        Proof.SINCE_REGISTRATION: 35,
    },
    good=lambda: (Example("a Services ID", lambda s: s), Example("an App ID", lambda s: s.native())),
    bad=lambda: (Example("the Services ID is not in the list", lambda s: s.portal(_without(samples.SERVICES_ID))),),
)

SERVICES_ID_LACKS_PRIMARY = Rule(
    id="services-id-lacks-primary-app",
    title="the Services ID has no primary App ID",
    question=Question.PORTAL,
    since="0.1",
    why="A Services ID works only with a primary App ID that has Sign in with Apple. Without one Apple does not know it as a client.",
    fix="Open the Services ID, configure Sign in with Apple, choose the primary App ID, and save both dialogs.",
    references=(APPLE_ENVIRONMENT, APPLE_WEB_HELP),
    check=_of_registered(_lacks_primary),
    assumed=INVALID_CLIENT,
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion(
        f"open {_IDENTIFIERS} > Services IDs > the Services ID > Sign in with Apple > Configure and check that a Primary App ID is chosen",
        "the authorize page of the same Services ID opens without an error",
        Shared.CLIENT,
    ),
    told_by={Proof.ONLY_WEB_FAILS: 30, Proof.SINCE_CLIENT_ID_CHANGED: 35, Proof.SINCE_REGISTRATION: 35},
    good=lambda: (Example("with its primary App ID", lambda s: s), Example("an App ID is its own primary", lambda s: s.native())),
    bad=lambda: (Example("with no primary App ID", lambda s: s.portal(_with_clients(samples.SERVICES_ID, primary_app=None))),),
)

CAPABILITY_IS_DISABLED = Rule(
    id="capability-disabled",
    title="Sign in with Apple is not enabled on the identifier or its App ID",
    question=Question.PORTAL,
    since="0.1",
    told_by={
        Proof.APP_NOT_ENTITLED: 40,
        Proof.SHEET_GAVE_UP: 40,
        Proof.ONLY_APP_FAILS: 35,
        Proof.WORKED_FOR_MONTHS: 30,
        Proof.WORKED_BEFORE: 30,
        Proof.SINCE_TEAM_CHANGED: 35,
        Proof.SINCE_CLIENT_ID_CHANGED: 40,
        Proof.SINCE_REGISTRATION: 35,
    },
    why="An identifier without the capability is not a client of Sign in with Apple, and its primary App ID counts too.",
    fix="Tick Sign in with Apple on the App ID, and on the Services ID if there is one, then save.",
    references=(APPLE_ENVIRONMENT, APPLE_TN3107),
    check=_of_registered(_lacks_capability),
    assumed=INVALID_CLIENT,
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion(
        f"open {_IDENTIFIERS} > the App ID > Capabilities and check that Sign in with Apple is ticked", _SAME_CLIENT_WORKED, Shared.CLIENT
    ),
    good=lambda: (Example("enabled on both", lambda s: s),),
    bad=lambda: (
        Example("off on the Services ID", lambda s: s.portal(_with_clients(samples.SERVICES_ID, has_capability=False))),
        Example("off on the primary App ID", lambda s: s.portal(_with_clients(samples.BUNDLE_ID, has_capability=False))),
    ),
)

APP_WAS_TRANSFERRED = Rule(
    id="app-transferred",
    title="the app was transferred, but the client_secret is from the old team",
    question=Question.PORTAL,
    since="0.1",
    why="The app's identifiers move to the new team with it. From then on Apple accepts only a key and a Team ID of the new team.",
    fix="Sign with a key of the team that owns the app now, and put its Team ID in iss.",
    references=(APPLE_TN3159, APPLE_TRANSFER_OUT),
    check=_of_registered(_was_transferred),
    remedy=Remedy.SECRET,
    wire=INVALID_CLIENT,
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion(
        "open App Store Connect > the app and check which team owns it now, and since when", "the app was never transferred", Shared.CLIENT
    ),
    told_by={Proof.WORKED_FOR_MONTHS: 25, Proof.SINCE_TEAM_CHANGED: 70},
    good=lambda: (
        Example("never transferred", lambda s: s),
        Example("transferred to us", lambda s: s.portal(_with_clients(samples.SERVICES_ID, former_team_id="Z9"))),
    ),
    bad=lambda: (
        Example(
            "transferred away from us",
            lambda s: s.portal(_with_clients(samples.SERVICES_ID, samples.BUNDLE_ID, team_id=samples.OTHER_TEAM_ID, former_team_id=samples.TEAM_ID)),
        ),
    ),
)

IDENTIFIER_IS_OF_OTHER_TEAM = Rule(
    id="identifier-of-other-team",
    title="the client_id belongs to another team",
    question=Question.PORTAL,
    since="0.1",
    why="Team ID, key and client_id must belong to one team. With two developer accounts, parts of two configurations get mixed up.",
    fix="Use the client_id, the key and the Team ID of the same team.",
    references=(APPLE_TN3107, APPLE_ENVIRONMENT),
    check=_of_registered(_of_other_team),
    wire=INVALID_CLIENT,
    speaks_of=(TEAMS,),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion(
        f"open {_IDENTIFIERS}, signed in as the team in iss, and check that the client_id is in that team's list", _SAME_CLIENT_WORKED, Shared.CLIENT
    ),
    told_by={Proof.ONLY_WEB_FAILS: 20, Proof.SINCE_TEAM_CHANGED: 45},
    good=lambda: (Example("one team", lambda s: s),),
    bad=lambda: (
        Example(
            "the identifiers of another team",
            lambda s: s.portal(_with_clients(samples.SERVICES_ID, samples.BUNDLE_ID, team_id=samples.OTHER_TEAM_ID)),
        ),
    ),
)

RULES = (
    CLIENT_IS_NOT_REGISTERED,
    SERVICES_ID_LACKS_PRIMARY,
    CAPABILITY_IS_DISABLED,
    APP_WAS_TRANSFERRED,
    IDENTIFIER_IS_OF_OTHER_TEAM,
)
