"""Rules about where the fields are: they must be in the body, and only there."""

from __future__ import annotations

from urllib.parse import urlencode

from siwakit import samples
from siwakit.apple import CREDENTIAL_ENDPOINTS, Endpoint
from siwakit.apple import FIELDS as KNOWN
from siwakit.evidence.aspects import FILLED
from siwakit.evidence.fields import Fields, read_fields
from siwakit.evidence.parts import EARLIER, FIELDS, REQUEST
from siwakit.evidence.said import Proof
from siwakit.evidence.sign_in.target import TARGET
from siwakit.http import Exchange, Request, Response
from siwakit.rules.model import Example, Fail, Outcome, Question, Rule, Skip, Suspicion, on
from siwakit.rules.wire import INVALID_CLIENT, INVALID_REQUEST
from siwakit.sources import APPLE_TN3107, APPLE_TOKEN, INTEROP_CAPTURES, NEXT_AUTH_8189, TRAILBASE_284

_KNOWN = frozenset(KNOWN)
_GRANTS = ("code", "refresh_token", "token")


@on(TARGET, FIELDS)
def stand_in_query(endpoint: Endpoint, fields: Fields) -> Outcome:
    """Find fields in the address that belong in the body."""
    if not endpoint.takes_credentials:
        return None
    names = [field.name for field in fields.every if field.place == "query" and field.name in _KNOWN]
    if not names:
        return None
    return Fail("request.url", ", ".join(dict.fromkeys(names)), "no field after the question mark", f"{names[0]} is in the address")


FIELDS_IN_QUERY = Rule(
    id="request-fields-in-query",
    title="fields are in the address instead of the body",
    question=Question.REQUEST,
    since="0.1",
    why=(
        "Apple documents the fields in the body; whether it reads them from the address is not known, and addresses, with their secrets, end up "
        "in logs."
    ),
    fix="Move every field from the address to the body.",
    references=(APPLE_TOKEN, APPLE_TN3107),
    check=stand_in_query,
    assumed=INVALID_REQUEST,
    also_seen=(INVALID_CLIENT.cited(APPLE_TN3107),),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("check whether the fields are in the address instead of the body", "they are in the body"),
    good=lambda: (
        Example("all in the body", lambda s: s.form()),
        Example("a parameter of your own in the address", lambda s: s.sends(url=f"{s.url}?trace=1")),
    ),
    bad=lambda: (
        Example("all in the address", lambda s: s.sends(url=f"{s.url}?{urlencode(s.fields())}", content_type=samples.DROP).body(lambda _: "")),
        Example("grant_type in the address", lambda s: s.form(grant_type=samples.DROP).sends(url=f"{s.url}?grant_type=authorization_code")),
        Example("all in the address, on revoke", lambda s: _in_address(s.revoke())),
    ),
)


def _in_address(scenario: samples.Scenario) -> samples.Scenario:
    return scenario.sends(url=f"{scenario.url}?{urlencode(scenario.fields())}").body(lambda _: "")


@on(TARGET, REQUEST, FIELDS, EARLIER)
def stand_in_header(endpoint: Endpoint, request: Request, fields: Fields, others: tuple[Exchange, ...]) -> Outcome:
    """Find credentials in an Authorization header but not in the body."""
    if not endpoint.takes_credentials or not _is_basic(request) or _secret_is_written_out(fields):
        return None
    if any(_repeats_properly(other.request, fields) for other in others):
        return Skip("the same grant was also sent with the credentials in the body")
    return Fail("request.headers.authorization", "Basic", "client_id and client_secret in the body", "the body contains no client_secret")


def _is_basic(request: Request) -> bool:
    return (request.header("authorization") or "").lower().startswith("basic")


def _secret_is_written_out(fields: Fields) -> bool:
    return any(field.place != "basic" for field in fields.all("client_secret"))


def _repeats_properly(other: Request, fields: Fields) -> bool:
    theirs = read_fields(other)
    return _secret_is_written_out(theirs) and any(fields.get(name) and fields.get(name) == theirs.get(name) for name in _GRANTS)


def _followed_by_body(scenario: samples.Scenario) -> samples.Scenario:
    return scenario.basic().after(Exchange(scenario.request(), Response(200)))


CREDENTIALS_IN_BASIC = Rule(
    id="request-credentials-in-basic-auth",
    title="client_id and client_secret were sent in the Authorization header",
    question=Question.REQUEST,
    since="0.1",
    why="Many OAuth libraries use HTTP Basic unless told otherwise. Apple accepts the credentials only in the body.",
    fix="Set your library's client authentication to client_secret_post (credentials in the body).",
    references=(NEXT_AUTH_8189, TRAILBASE_284, INTEROP_CAPTURES, APPLE_TOKEN),
    check=stand_in_header,
    wire=INVALID_CLIENT.cited(NEXT_AUTH_8189),
    also_seen=(INVALID_REQUEST.cited(APPLE_TN3107),),
    voids=(FILLED["client_id"], FILLED["client_secret"]),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion(
        look="check for an Authorization header that starts with Basic",
        rules_out="client_secret is in the body",
    ),
    told_by={Proof.ONLY_APPLE_FAILS: 40, Proof.SINCE_DEPLOYMENT: 35},
    good=lambda: (
        Example("both in the body", lambda s: s.form()),
        Example("a first try, repeated with both in the body as Go's oauth2 does", _followed_by_body),
        Example("a Bearer token on the migration endpoint", lambda s: s.migration()),
    ),
    bad=lambda: (
        Example("both in the header", lambda s: s.basic()),
        Example("both in the header, on refresh", lambda s: s.refresh().basic()),
        Example("client_id in the body, too", lambda s: s.basic().form(client_id=s.client_id, client_secret=samples.DROP)),
    ),
)

RULES = (FIELDS_IN_QUERY, CREDENTIALS_IN_BASIC)
