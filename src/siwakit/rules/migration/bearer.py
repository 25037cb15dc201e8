"""Rules about the Bearer token of /auth/usermigrationinfo: it must be an access token, recent and from this team."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from siwakit import samples
from siwakit.apple import ACCESS_TOKEN_SECONDS, Endpoint, Kind, kind_of
from siwakit.evidence.dates import date_of, span_of
from siwakit.evidence.parts import ANSWER, CLOCK, EARLIER, PORTAL
from siwakit.evidence.showing.redact import sealed
from siwakit.evidence.sign_in.answer import AppleAnswer, read_answer
from siwakit.evidence.sign_in.migration_parts import ACCESS, AUTHORIZATION, BEARER, CLIENT
from siwakit.evidence.sign_in.portal import AccessRecord, Portal, PortalClient
from siwakit.http import Exchange, Response
from siwakit.rules.model import Example, Fail, Outcome, Question, Rule, Suspicion, either, on
from siwakit.rules.wire import INVALID_GRANT, INVALID_REQUEST
from siwakit.sources import APPLE_TN3107, APPLE_TN3159, APPLE_TRANSFER_IN, APPLE_TRANSFER_OUT, FORUM_761277

AT = "request.headers.authorization"
_HERE = (Endpoint.MIGRATION,)
_WANTED = "Bearer and the access_token of a client_credentials request with scope user.migration"


@on(AUTHORIZATION)
def lacks_bearer(header: str) -> Outcome:
    """Find a request without a Bearer token."""
    scheme, _, token = header.partition(" ")
    if scheme.lower() == "bearer" and token.strip():
        return None
    because = f"the scheme is {scheme[:20]}" if header and scheme.lower() != "bearer" else "there is no token"
    return Fail(AT, None if not header else scheme[:20], _WANTED, because)


BEARER_MISSING = Rule(
    id="migration-bearer-missing",
    title="the migration request has no Bearer token",
    question=Question.MIGRATION,
    since="0.1",
    why="client_id and client_secret in the form are not enough here: Apple requires an access token too. How it answers without one is not known.",
    fix="Get an access token with grant_type=client_credentials and scope=user.migration, and send it as Authorization: Bearer.",
    references=(APPLE_TRANSFER_OUT, APPLE_TN3107),
    check=lacks_bearer,
    assumed=INVALID_REQUEST,
    enforced_at=_HERE,
    # One working library sends no Bearer token at all, and how Apple answers that is not known. A damaged header is still refused.
    excuse=lambda fail, leniency: leniency.bearer_is_optional and fail.actual is None,
    good=lambda: (
        Example("a token", lambda s: s.migration()),
        Example("the scheme in lower case", lambda s: s.migration().sends(authorization=f"bearer {samples.ACCESS_TOKEN}")),
        Example("none, if none is required", lambda s: s.migration_token()),
    ),
    bad=lambda: (
        Example("none", lambda s: s.migration().sends(authorization=samples.DROP)),
        Example("only the scheme", lambda s: s.migration().sends(authorization="Bearer ")),
        Example("only the token", lambda s: s.migration().sends(authorization=samples.ACCESS_TOKEN)),
    ),
)


@on(BEARER)
def is_something_else(token: str) -> Outcome:
    """Find a token that is recognised as another kind."""
    kind = kind_of(token)
    kind_name = "JWT" if token.startswith("eyJ") and token.count(".") > 1 else kind.value if kind and kind is not Kind.ACCESS_TOKEN else None
    return Fail(AT, sealed(kind_name, token), _WANTED, f"the token is recognised as a {kind_name}") if kind_name else None


BEARER_IS_SOMETHING_ELSE = Rule(
    id="migration-bearer-is-something-else",
    title="the Bearer token is not an access token",
    question=Question.MIGRATION,
    since="0.1",
    why="Apple expects an access_token from its token endpoint; client_secret, identity token and refresh token belong in other places.",
    fix="Send the access_token of a client_credentials request with scope=user.migration as Bearer.",
    references=(APPLE_TRANSFER_OUT, APPLE_TN3107),
    check=is_something_else,
    assumed=INVALID_REQUEST,
    explains=("migration-bearer-unknown",),
    enforced_at=_HERE,
    good=lambda: (Example("an access token", lambda s: s.migration()),),
    bad=lambda: (
        Example("a refresh token", lambda s: s.migration().sends(authorization=f"Bearer {samples.REFRESH_TOKEN}")),
        Example("the client_secret", lambda s: s.migration().sends(authorization=f"Bearer {s.compact_secret()}")),
    ),
)


@on(BEARER, PORTAL)
def is_unknown(token: str, portal: Portal) -> Outcome:
    """Find a token that Apple has no record of."""
    if token in portal.access_tokens:
        return None
    return Fail(AT, sealed("access token", token), _WANTED, "Apple issued no such access token")


BEARER_UNKNOWN = Rule(
    id="migration-bearer-unknown",
    title="Apple did not issue this access token",
    question=Question.MIGRATION,
    since="0.1",
    why="The token was truncated, made up, or comes from another server. How Apple answers is not known.",
    fix="Get a new access token with grant_type=client_credentials and scope=user.migration, and send it unchanged.",
    references=(APPLE_TRANSFER_OUT,),
    check=is_unknown,
    assumed=INVALID_REQUEST,
    enforced_at=_HERE,
    good=lambda: (Example("one that was issued", lambda s: s.migration()),),
    bad=lambda: (Example("an invented one", lambda s: s.migration().sends(authorization=f"Bearer {samples.ACCESS_TOKEN[:-4]}")),),
)


@on(ACCESS, CLIENT)
def is_of_other_team(access: AccessRecord, client: PortalClient) -> Outcome:
    """Find a token that was issued to a team other than the client's, according to Apple's record."""
    if access.team_id == client.team_id:
        return None
    because = f"the token was issued to {access.team_id}, but {client.identifier} belongs to {client.team_id}"
    return Fail(AT, f"an access token of {access.team_id}", f"an access token of {client.team_id}", because)


BEARER_OF_OTHER_TEAM = Rule(
    id="migration-bearer-of-other-team",
    title="the Bearer token was issued to the other team",
    question=Question.MIGRATION,
    since="0.1",
    why="Access token, client_id and client_secret must belong to one team. Apple answers a mixture with invalid_request.",
    fix="Get an access token with the client_id and the client_secret of the team that performs this step.",
    references=(APPLE_TN3107, APPLE_TRANSFER_IN, APPLE_TRANSFER_OUT),
    check=is_of_other_team,
    wire=INVALID_REQUEST.cited(APPLE_TN3107),
    enforced_at=_HERE,
    suspicion=Suspicion(
        "check which team's client_secret was used to request the access token", "it was requested with the client_secret of this request"
    ),
    good=lambda: (Example("one from this team", lambda s: s.migration()),),
    bad=lambda: (Example("one from the other team", lambda s: s.migration().portal(_with(team_id=samples.OTHER_TEAM_ID))),),
)


@on(ACCESS)
def was_spent(access: AccessRecord) -> Outcome:
    """Find a user's access token that was used before, according to Apple's record."""
    return _spent("it is a user's token, and was used before") if access.is_users and access.is_used else None


@on(BEARER, EARLIER, ANSWER)
def was_sent_before(token: str, earlier: tuple[Exchange, ...], answer: AppleAnswer) -> Outcome:
    """Find a token that was accepted once and is now refused with invalid_grant."""
    used = any((exchange.request.header("authorization") or "").endswith(token) and _was_granted(exchange.response) for exchange in earlier)
    return _spent("the same token was accepted before, and Apple answers invalid_grant now") if used and answer.error == "invalid_grant" else None


def _was_granted(response: Response | None) -> bool:
    return response is not None and response.status == 200 and not read_answer(response).is_refusal  # noqa: PLR2004  HTTP's own


def _spent(because: str) -> Fail:
    return Fail(AT, "a token that was used already", _WANTED, because)


def _with(**changes: object) -> Callable[[Portal], Portal]:
    return lambda portal: replace(portal, access_tokens={samples.ACCESS_TOKEN: replace(portal.access_tokens[samples.ACCESS_TOKEN], **changes)})  # type: ignore[arg-type]  # fields by name


def _after_one_user(scenario: samples.Scenario) -> samples.Scenario:
    before = Exchange(scenario.request(), Response(200, (), b'{"transfer_sub": "001999.ffeeddccbbaa99887766554433221100.0042"}'))
    return scenario.after(before).answered(400, {"error": "invalid_grant"})


BEARER_SPENT = Rule(
    id="migration-bearer-spent",
    title="the access token of a user was used before",
    question=Question.MIGRATION,
    since="0.1",
    why="An access token from a user's sign-in is valid for one request here. The team's own token is valid for an hour, for all users.",
    fix="For a batch, get one access token with grant_type=client_credentials and scope=user.migration, and use it for every user.",
    references=(FORUM_761277, APPLE_TN3159),
    check=either(was_spent, was_sent_before),
    wire=INVALID_GRANT.cited(FORUM_761277),
    enforced_at=_HERE,
    suspicion=Suspicion(
        "check where the Bearer token comes from: a user's sign-in, or client_credentials",
        "it comes from client_credentials with scope user.migration",
    ),
    good=lambda: (
        Example("the team's token, used often", lambda s: s.migration().portal(_with(is_used=True))),
        Example("a user's token, used once", lambda s: s.migration().portal(_with(is_users=True))),
    ),
    bad=lambda: (
        Example("a user's token, used twice", lambda s: s.migration().portal(_with(is_users=True, is_used=True))),
        Example("by the earlier answer", lambda s: _after_one_user(s.migration()).unknown("portal")),
    ),
)


@on(ACCESS, CLOCK)
def is_expired(access: AccessRecord, now: int) -> Outcome:
    """Find a token over an hour old."""
    end = access.issued_at + ACCESS_TOKEN_SECONDS
    if now < end:
        return None
    added = f", counting the {access.aged_seconds} seconds by which it was aged in the emulator" if access.aged_seconds else ""
    because = f"it expired {span_of(now - end)} before now{added}; an access token is valid for an hour"
    return Fail(AT, date_of(end), "an access token from the last hour", because)


BEARER_EXPIRED = Rule(
    id="migration-bearer-expired",
    title="the access token of the migration has expired",
    question=Question.MIGRATION,
    since="0.1",
    why="An access token is valid for an hour. A batch that runs longer fails halfway; how Apple answers then is not known.",
    fix="Get a new access token before the hour is over, and continue with the user that failed.",
    references=(APPLE_TRANSFER_OUT, APPLE_TN3159),
    check=is_expired,
    assumed=INVALID_GRANT,
    enforced_at=_HERE,
    suspicion=Suspicion("check how long ago the access token was issued", "it was issued within the last hour"),
    good=lambda: (Example("in its last second", lambda s: s.migration().portal(_with(issued_at=samples.NOW - 3599))),),
    bad=lambda: (
        Example("in the second after", lambda s: s.migration().portal(_with(issued_at=samples.NOW - 3600))),
        Example("aged in the emulator", lambda s: s.migration().portal(_with(issued_at=samples.NOW - 3600, aged_seconds=3600))),
        Example("from yesterday", lambda s: s.migration().portal(_with(issued_at=samples.NOW - 86400))),
    ),
)

RULES = (BEARER_MISSING, BEARER_IS_SOMETHING_ELSE, BEARER_UNKNOWN, BEARER_OF_OTHER_TEAM, BEARER_SPENT, BEARER_EXPIRED)
