"""Rules about the user and the transfer: whose user it is, whether Apple still has it, and whether the 60 days are over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from siwakit import samples
from siwakit.apple import Endpoint
from siwakit.evidence.aspects import MIGRATED_USER, TEAMS
from siwakit.evidence.dates import date_of, span_of
from siwakit.evidence.fields import read_fields
from siwakit.evidence.parts import ANSWER, CLAIMS, CLOCK, EARLIER, PORTAL
from siwakit.evidence.parts import TEAM_ID as OWN_TEAM
from siwakit.evidence.said import Proof
from siwakit.evidence.sign_in.answer import AppleAnswer, read_answer
from siwakit.evidence.sign_in.migration_parts import CLIENT, SUB, TARGET_TEAM, TRANSFER_SUB, USER
from siwakit.evidence.sign_in.portal import Portal, PortalClient, UserRecord
from siwakit.http import Exchange, Response
from siwakit.rules.model import Check, Example, Fail, Outcome, Question, Remedy, Rule, Suspicion, either, on
from siwakit.rules.wire import INVALID_CLIENT, INVALID_REQUEST, USER_NOT_FOUND
from siwakit.sources import APPLE_TN3107, APPLE_TN3159, APPLE_TRANSFER_IN, APPLE_TRANSFER_OUT, FORUM_705275, USER_NOT_FOUND_REPORT

_HERE = (Endpoint.MIGRATION,)
TRANSFER_SECONDS = 60 * 86_400  # APPLE_TN3159
_GONE = "User not found"


@on(USER, CLIENT, CLAIMS)
def is_of_other_team(user: UserRecord, client: PortalClient, claims: Mapping[str, Any]) -> Outcome:
    """Find an identifier from another team than the one that asks: the client's team, or its former one if that one signs."""
    asks = client.former_team_id if client.former_team_id and claims.get("iss") == client.former_team_id else client.team_id
    if user.team_id == asks:
        return None
    because = f"it is valid for the team {user.team_id}, but {asks} asks for {client.identifier}"
    return Fail("request.form.sub", f"an identifier for {user.team_id}", f"an identifier for {asks}", because)


def _user(team_id: str | None = None, *, is_gone: bool = False, groups: tuple[str, ...] | None = None) -> Callable[[Portal], Portal]:
    return lambda portal: replace(portal, users={samples.USER: UserRecord(team_id or samples.TEAM_ID, is_gone, groups)})


def _came_from(team_id: str) -> Callable[[Portal], Portal]:
    def change(portal: Portal) -> Portal:
        client = replace(portal.clients[samples.SERVICES_ID], former_team_id=team_id, transferred_at=samples.NOW - 60)
        return replace(_user(team_id)(portal), clients={**portal.clients, samples.SERVICES_ID: client})

    return change


def _received(scenario: samples.Scenario) -> samples.Scenario:
    return scenario.migration().form(sub=samples.DROP, target=samples.DROP, transfer_sub=samples.TRANSFER_SUB)


SUB_OF_OTHER_TEAM = Rule(
    id="migration-sub-of-other-team",
    title="the identifier belongs to another team",
    question=Question.MIGRATION,
    since="0.1",
    why="A sub is valid for the team it was issued to, a transfer_sub for its target. Apple answers other teams' identifiers with invalid_request.",
    fix="Before the transfer send your own users' sub; after it send the transfer_sub that the old team created for your Team ID.",
    references=(APPLE_TN3107, FORUM_705275, APPLE_TRANSFER_OUT),
    check=is_of_other_team,
    wire=INVALID_REQUEST,
    also_seen=(INVALID_REQUEST.cited(FORUM_705275), USER_NOT_FOUND),
    speaks_of=(MIGRATED_USER,),
    enforced_at=_HERE,
    suspicion=Suspicion(
        "check where the identifier was stored: which team's app issued the sub, and which Team ID was the target of the transfer_sub",
        "another user of the same list was translated with the same client_id",
    ),
    told_by={Proof.SINCE_TEAM_CHANGED: 35},
    good=lambda: (
        Example("a user of this team", lambda s: s.migration()),
        Example("a transfer_sub for this team", _received),
    ),
    bad=lambda: (
        Example("a user of another team", lambda s: s.migration().portal(_user(samples.OTHER_TEAM_ID))),
        Example("the old team's user, after the transfer", lambda s: s.migration().portal(_came_from(samples.OTHER_TEAM_ID))),
        Example(
            "a transfer_sub for another team",
            lambda s: _received(s).portal(lambda portal: replace(portal, transfers={samples.TRANSFER_SUB: UserRecord(samples.OTHER_TEAM_ID)})),
        ),
    ),
)


@on(USER)
def is_gone(user: UserRecord) -> Outcome:
    """Find a user that Apple had but no longer has."""
    return _no_user("Apple's record of this user is closed") if user.is_gone else None


def _has_no_record(part: Any, field: str, records: str) -> Check:
    @on(part, PORTAL)
    def look(value: str, portal: Portal) -> Outcome:
        return None if value in getattr(portal, records) else _no_user(f"Apple knows no user with this {field}")

    return look


@on(SUB, ANSWER)
def apple_says_gone(_sub: str, answer: AppleAnswer) -> Outcome:
    """Read Apple's own message."""
    return _no_user(f'Apple says "{answer.description}"') if (answer.description or "").startswith(_GONE) else None


@on(TRANSFER_SUB, ANSWER)
def apple_says_gone_after(_transfer_sub: str, answer: AppleAnswer) -> Outcome:
    """Read Apple's own message, after the transfer."""
    return _no_user(f'Apple says "{answer.description}"') if (answer.description or "").startswith(_GONE) else None


def _no_user(because: str) -> Fail:
    return Fail("request.form.sub", "a user that Apple does not know", "a user with an Apple Account who uses this client", because)


USER_GONE = Rule(
    id="migration-user-gone",
    title="Apple has no such user for this client",
    question=Question.MIGRATION,
    since="0.1",
    why="The user deleted the Apple Account, stopped using the app, or never used this client. That is permanent: retrying changes nothing.",
    fix="Record this user, skip them, and continue with the rest; let them sign in again as a new user.",
    references=(USER_NOT_FOUND_REPORT, APPLE_TN3107, APPLE_TN3159),
    check=either(
        is_gone,
        _has_no_record(SUB, "sub", "users"),
        _has_no_record(TRANSFER_SUB, "transfer_sub", "transfers"),
        apple_says_gone,
        apple_says_gone_after,
    ),
    wire=USER_NOT_FOUND,
    also_seen=(INVALID_REQUEST,),
    speaks_of=(MIGRATED_USER,),
    enforced_at=_HERE,
    suspicion=Suspicion(
        "send the same request for another user and check whether it works",
        "every user fails in the same way",
    ),
    good=lambda: (Example("a user", lambda s: s.migration()), Example("a user who was transferred", _received)),
    bad=lambda: (
        Example("deleted", lambda s: s.migration().portal(_user(is_gone=True))),
        Example("an unknown user", lambda s: s.migration().form(sub="000777.00000000000000000000000000000000.0777")),
        Example("by Apple's message", lambda s: _refused(s.migration(), "User not found.").unknown("portal")),
    ),
)


def _refused(scenario: samples.Scenario, description: str) -> samples.Scenario:
    return scenario.answered(400, {"error": "invalid_request", "error_description": description})


@on(USER, CLIENT)
def has_stopped(user: UserRecord, client: PortalClient) -> Outcome:
    """Find a user who has not consented to this app, or has withdrawn the consent."""
    group = client.primary_app or client.identifier
    if user.groups is None or group in user.groups:
        return None
    because = f"no consent of this user to {group} is in force"
    return Fail("request.form.sub", "a user who does not use this app", "a user who does", because)


USER_WITHOUT_CONSENT = Rule(
    id="migration-user-without-consent",
    title="the user no longer uses this app",
    question=Question.MIGRATION,
    since="0.1",
    why="A user who stopped using Sign in with Apple for the app is not translated: Apple answers invalid_request. That is permanent.",
    fix="Record this user, skip them, and continue with the rest; let them sign in again as a new user.",
    references=(APPLE_TN3107,),
    check=has_stopped,
    wire=INVALID_REQUEST.cited(APPLE_TN3107),
    also_seen=(USER_NOT_FOUND,),
    enforced_at=_HERE,
    suspicion=Suspicion("send the same request for another user and check whether it works", "every user fails in the same way"),
    good=lambda: (
        Example("one who does", lambda s: s.migration().portal(_user(groups=(samples.BUNDLE_ID,)))),
        Example("not known", lambda s: s.migration()),
    ),
    bad=lambda: (
        Example("consent withdrawn", lambda s: s.migration().portal(_user(groups=()))),
        Example("another app of the team", lambda s: s.migration().portal(_user(groups=("com.example.other",)))),
    ),
)


@on(CLIENT, CLOCK)
def is_too_late(client: PortalClient, now: int) -> Outcome:
    """Find a transfer that was accepted over 60 days ago."""
    if client.transferred_at is None or now < client.transferred_at + TRANSFER_SECONDS:
        return None
    over = now - client.transferred_at - TRANSFER_SECONDS
    because = f"the transfer was accepted {date_of(client.transferred_at)}; its 60 days ended {span_of(over)} before now"
    return Fail("request", date_of(client.transferred_at + TRANSFER_SECONDS), "within 60 days of the transfer", because)


def _accepted(when: int) -> Callable[[Portal], Portal]:
    def change(portal: Portal) -> Portal:
        return replace(portal, clients={**portal.clients, samples.SERVICES_ID: replace(portal.clients[samples.SERVICES_ID], transferred_at=when)})

    return change


WINDOW_CLOSED = Rule(
    id="migration-window-closed",
    title="the 60 days of the transfer are over",
    question=Question.MIGRATION,
    since="0.1",
    why="Apple translates identifiers for 60 days from the acceptance of a transfer, for both teams. After that it answers with an error.",
    fix="Transfer the app back and then again: that restarts the 60 days. Prepare the batch first.",
    references=(APPLE_TN3159, FORUM_705275),
    check=is_too_late,
    wire=INVALID_REQUEST.cited(FORUM_705275),
    also_seen=(INVALID_REQUEST,),
    enforced_at=_HERE,
    suspicion=Suspicion("open App Store Connect and check when the transfer was accepted", "it was accepted less than 60 days ago, or not yet"),
    told_by={Proof.SINCE_TEAM_CHANGED: 20},
    good=lambda: (
        Example("before the transfer", lambda s: s.migration()),
        Example("in its last second", lambda s: _received(s).portal(_accepted(samples.NOW - TRANSFER_SECONDS + 1))),
    ),
    bad=lambda: (
        Example("in the second after", lambda s: _received(s).portal(_accepted(samples.NOW - TRANSFER_SECONDS))),
        Example("after a year", lambda s: _received(s).portal(_accepted(samples.NOW - 365 * 86_400))),
    ),
)


@on(TARGET_TEAM, CLAIMS, OWN_TEAM)
def is_signed_by_receiver(target: str, claims: Mapping[str, Any], team_id: str) -> Outcome:
    """Find a client_secret of the receiving team in a request that the sending team must make."""
    iss = claims.get("iss")
    if iss != target or iss == team_id:
        return None
    return _wrong_team(iss, team_id, f"iss is the target, but the team that gives the app away is {team_id}")


@on(TRANSFER_SUB, CLAIMS, EARLIER)
def is_signed_by_giver(transfer_sub: str, claims: Mapping[str, Any], earlier: tuple[Exchange, ...]) -> Outcome:
    """Find a client_secret of the sending team in a request of the receiving team, by the request that created the identifier."""
    made = next(
        (
            exchange
            for exchange in earlier
            if exchange.response and transfer_sub in exchange.response.text and not read_answer(exchange.response).is_refusal
        ),
        None,
    )
    target = read_fields(made.request).get("target") if made else None
    if not target or target == claims.get("iss"):
        return None
    return _wrong_team(claims.get("iss"), target, f"the identifier was created for {target}, so a client_secret of that team must be used")


def _wrong_team(iss: object, right: str, because: str) -> Fail:
    return Fail("client_secret.claims.iss", iss, right, because)


def _made_for(target: str) -> Callable[[samples.Scenario], Exchange]:
    body = f'{{"transfer_sub":"{samples.TRANSFER_SUB}"}}'.encode()
    return lambda scenario: Exchange(scenario.migration().form(target=target).request(), Response(200, (), body))


SECRET_OF_WRONG_TEAM = Rule(
    id="migration-secret-of-wrong-team",
    title="the other team's client_secret is used for this step",
    question=Question.MIGRATION,
    since="0.1",
    why=(
        "Before the transfer the old team asks with its own key, after it the new team with its own. Apple answers the other team's with "
        "invalid_client."
    ),
    fix="Sign with the key, Key ID and Team ID of the team that performs this step.",
    references=(APPLE_TN3107, APPLE_TRANSFER_IN, APPLE_TRANSFER_OUT),
    check=either(is_signed_by_receiver, is_signed_by_giver),
    remedy=Remedy.SECRET,
    wire=INVALID_CLIENT,
    also_seen=(INVALID_REQUEST,),
    # All claims of the client_secret are the other team's.
    explains=("secret-iss-differs-from-team", "app-transferred"),
    voids=(TEAMS,),
    suspicion=Suspicion(
        "decode the client_secret and check that iss is the team that performs this step", "iss is the team that owns the app at this moment"
    ),
    told_by={Proof.SINCE_TEAM_CHANGED: 35},
    good=lambda: (
        Example("the team that gives the app away", lambda s: s.migration()),
        Example("the team that it was created for", lambda s: _received(s).after(_made_for(samples.TEAM_ID)(s))),
    ),
    bad=lambda: (
        Example("the receiving team's, before the transfer", lambda s: s.migration().secret(iss=samples.OTHER_TEAM_ID)),
        Example("the old team's, after the transfer", lambda s: _received(s).after(_made_for(samples.OTHER_TEAM_ID)(s))),
    ),
)

RULES = (SECRET_OF_WRONG_TEAM, SUB_OF_OTHER_TEAM, USER_GONE, USER_WITHOUT_CONSENT, WINDOW_CLOSED)
