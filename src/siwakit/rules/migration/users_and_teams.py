"""Rules about the identifiers of a migration: a user of this team, and the Team ID of the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from siwakit import samples
from siwakit.apple import IDENTIFIER, Endpoint, kind_of
from siwakit.evidence.aspects import MIGRATED_USER
from siwakit.evidence.evidence import Absence, Evidence
from siwakit.evidence.parts import CLAIMS
from siwakit.evidence.parts import TEAM_ID as OWN_TEAM
from siwakit.evidence.sign_in.migration_parts import SUB, TARGET_TEAM, TRANSFER_SUB
from siwakit.rules.model import Check, Example, Fail, Harm, Outcome, Question, Rule, Skip, Verdict, either, on, reading
from siwakit.rules.wire import INVALID_REQUEST, USER_NOT_FOUND
from siwakit.sources import APPLE_ID_21, APPLE_RELAY_NEWS, APPLE_TN3107, APPLE_TN3159, APPLE_TRANSFER_IN, APPLE_TRANSFER_OUT, FORUM_705275

_HERE = (Endpoint.MIGRATION,)
_AT_TARGET = "request.form.target"
_RELAYS = ("@privaterelay.appleid.com", "@private.icloud.com")


@on(TARGET_TEAM, CLAIMS)
def is_team_of_secret(target: str, claims: Mapping[str, Any]) -> Outcome:
    """Find a target that is the team whose client_secret is used."""
    return _own(target, "iss of the client_secret") if target == claims.get("iss") else None


@on(TARGET_TEAM, OWN_TEAM)
def is_own_team(target: str, team_id: str) -> Outcome:
    """Find a target that is the team in the configuration."""
    return _own(target, "your configuration") if target == team_id else None


def _own(target: str, witness: str) -> Fail:
    return Fail(_AT_TARGET, target, "the Team ID of the team that receives the app", f"{target} is your own team, according to {witness}")


@reading(TARGET_TEAM, OWN_TEAM, CLAIMS, needs=TARGET_TEAM)
def targets_own_team(evidence: Evidence) -> Verdict:
    """Find identifiers created for the team that has the users already."""
    own, claims = evidence.get(OWN_TEAM), evidence.get(CLAIMS)
    if not isinstance(own, Absence) and not isinstance(claims, Absence) and claims.get("iss") == evidence.get(TARGET_TEAM) != own:
        return Skip("the client_secret is the other team's, which another rule reports")
    return either(is_own_team, is_team_of_secret)(evidence)


OWN_TEAM_AS_TARGET = Rule(
    id="migration-target-is-own-team",
    title="the transfer identifiers are created for your own team",
    question=Question.MIGRATION,
    since="0.1",
    why=(
        "Apple accepts it and answers 200. After the transfer none of these identifiers works for the new team: one project lost 700 000 users "
        "this way."
    ),
    fix="Set target to the Team ID of the team that receives the app, and create every transfer identifier again before the 60 days are over.",
    references=(APPLE_ID_21, APPLE_TRANSFER_OUT),
    check=targets_own_team,
    harm=Harm.DEFEATS,
    good=lambda: (
        Example("the other team", lambda s: s.migration()),
        Example("after the transfer, without a target", lambda s: _received(s, samples.TRANSFER_SUB)),
    ),
    bad=lambda: (
        Example("your own Team ID", lambda s: s.migration().form(target=samples.TEAM_ID)),
        Example("answered 200", lambda s: s.migration().form(target=samples.TEAM_ID).answered(200, {"transfer_sub": samples.TRANSFER_SUB})),
        Example("without a configuration", lambda s: s.migration().form(target=samples.TEAM_ID).unknown("team_id")),
    ),
)


def _received(scenario: samples.Scenario, transfer_sub: str) -> samples.Scenario:
    return scenario.migration().form(sub=samples.DROP, target=samples.DROP, transfer_sub=transfer_sub)


@on(TARGET_TEAM)
def is_no_team(target: str) -> Outcome:
    """Find a target that cannot be a Team ID."""
    if IDENTIFIER.fullmatch(target):
        return None
    return Fail(
        _AT_TARGET,
        target,
        "a Team ID: ten capital letters and digits",
        f"a Team ID has ten capital letters and digits, this has {len(target)} characters",
    )


TARGET_MALFORMED = Rule(
    id="migration-target-malformed",
    title="target is not a Team ID",
    question=Question.MIGRATION,
    since="0.1",
    why="Apple expects the receiving team's Team ID there, and answers anything else with invalid_request.",
    fix="Ask the receiving team for its Team ID (Membership details in the portal), and send it as target.",
    references=(APPLE_TRANSFER_OUT, APPLE_TN3107, FORUM_705275),
    check=is_no_team,
    wire=INVALID_REQUEST,
    also_seen=(INVALID_REQUEST.cited(FORUM_705275),),
    enforced_at=_HERE,
    good=lambda: (Example("a Team ID", lambda s: s.migration().form(target="Z9Y8X7W6V5")),),
    bad=lambda: (
        Example("a bundle ID", lambda s: s.migration().form(target="com.example.app")),
        Example("in lower case", lambda s: s.migration().form(target=samples.OTHER_TEAM_ID.lower())),
        Example("one character short", lambda s: s.migration().form(target=samples.OTHER_TEAM_ID[:9])),
        Example("a trailing dot", lambda s: s.migration().form(target=f"{samples.OTHER_TEAM_ID}.")),
    ),
)


def _recognise(value: str) -> str | None:
    """Return what else *value* is recognised as; None if it may be a user's identifier."""
    if IDENTIFIER.fullmatch(value):
        return "a Team ID or a Key ID"
    if "@" in value:
        return None if value.lower().endswith(_RELAYS) else "an email address"
    if value.startswith("eyJ") and value.count(".") > 1:
        return "a JWT"
    kind = kind_of(value)
    return f"an {kind.value}" if kind else None


def _each(look: Callable[[str, str], Outcome]) -> Check:
    @on(SUB)
    def of_sub(value: str) -> Outcome:
        return look("sub", value)

    @on(TRANSFER_SUB)
    def of_transfer(value: str) -> Outcome:
        return look("transfer_sub", value)

    return either(of_sub, of_transfer)


def _is_something_else(name: str, value: str) -> Outcome:
    recognised = _recognise(value)
    if recognised is None:
        return None
    return Fail(f"request.form.{name}", recognised, "the user's identifier, as in sub of the identity token", f"{name} contains {recognised}")


_ANSWERS = (INVALID_REQUEST.cited(FORUM_705275), USER_NOT_FOUND)

SUB_MALFORMED = Rule(
    id="migration-sub-malformed",
    title="sub or transfer_sub is not a user's identifier",
    question=Question.MIGRATION,
    since="0.1",
    why=(
        "Apple translates one user at a time, and identifies users only by the sub of their identity tokens. It answers anything else with "
        "invalid_request."
    ),
    fix="Send the sub that you stored at the user's sign-in; after the transfer, the transfer_sub that the old team created from it.",
    references=(APPLE_TN3107, FORUM_705275, APPLE_TN3159),
    check=_each(_is_something_else),
    wire=INVALID_REQUEST,
    also_seen=_ANSWERS,
    voids=(MIGRATED_USER,),
    enforced_at=_HERE,
    good=lambda: (
        Example("a sub", lambda s: s.migration().form(sub=samples.USER)),
        Example("a transfer_sub", lambda s: _received(s, samples.TRANSFER_SUB)),
    ),
    bad=lambda: (
        Example("a Team ID", lambda s: s.migration().form(sub=samples.TEAM_ID)),
        Example("an email address", lambda s: s.migration().form(sub="user@example.com")),
        Example("a refresh token", lambda s: s.migration().form(sub="r0123456789abcdef0123456789abcdef.0.mrtqz.AbCdEfGhIjKlMnOpQrStUv")),
        Example("a Team ID as transfer_sub", lambda s: _received(s, samples.TEAM_ID)),
    ),
)


def _is_relay_address(name: str, value: str) -> Outcome:
    if not value.lower().endswith(_RELAYS):
        return None
    because = "a relay address belongs to one user and one team, and the new team gets another"
    return Fail(f"request.form.{name}", "a relay address", "the user's identifier, as in sub of the identity token", because)


MATCHED_BY_RELAY = Rule(
    id="migration-matches-by-relay-email",
    title="users are matched by their relay address",
    question=Question.MIGRATION,
    since="0.1",
    why="A relay address is created for one user and one team. After the transfer it changes, so it matches no user, or creates a second account.",
    fix="Match users by transfer_sub, and store the new sub and the new address that Apple returns for it.",
    references=(APPLE_TRANSFER_IN, APPLE_RELAY_NEWS),
    check=_each(_is_relay_address),
    wire=INVALID_REQUEST,
    also_seen=_ANSWERS,
    voids=(MIGRATED_USER,),
    enforced_at=_HERE,
    good=lambda: (Example("a sub", lambda s: s.migration()),),
    bad=lambda: (
        Example("as sub", lambda s: s.migration().form(sub="abc123@privaterelay.appleid.com")),
        Example("in the new domain", lambda s: s.migration().form(sub="abc123@private.icloud.com")),
        Example("as transfer_sub", lambda s: _received(s, "abc123@privaterelay.appleid.com")),
    ),
)

RULES = (OWN_TEAM_AS_TARGET, TARGET_MALFORMED, SUB_MALFORMED, MATCHED_BY_RELAY)
