"""Rules about a refresh token that Apple does not accept: another value, in another field, or ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from siwakit import samples
from siwakit.apple import USER_ID, Endpoint, Kind, kind_of
from siwakit.evidence.evidence import LACKING, UNKNOWN, Absence, Evidence
from siwakit.evidence.parts import ANSWER, CODE, GRANT_TYPE, PORTAL, REFRESH_TOKEN
from siwakit.evidence.said import Proof
from siwakit.evidence.showing.redact import sealed
from siwakit.evidence.sign_in.issued_to import WORDS, Words, is_grant_refusal, known_or_none
from siwakit.evidence.sign_in.portal import Portal, RefreshRecord
from siwakit.jose import jws
from siwakit.rules.model import Check, Example, Fail, Missing, Outcome, Question, Remedy, Rule, Skip, Suspicion, Verdict, on, reading
from siwakit.rules.wire import INVALID_GRANT, INVALID_REQUEST, TOKEN_UNKNOWN, UNSUPPORTED_GRANT_TYPE
from siwakit.sources import (
    APPLE_TN3107,
    APPLE_TN3194,
    APPLE_TOKEN,
    APPLE_VERIFYING,
    FORUM_121627,
    FORUM_123909,
    FORUM_651237,
    FORUM_656845,
    LIVE_PROBE,
)

AT = "request.form.refresh_token"
WANTED = "the refresh_token that the exchange of the code returned"
_ARTICLES = {Kind.CODE: "an authorization code", Kind.ACCESS_TOKEN: "an access token", Kind.REFRESH_TOKEN: "a refresh token"}


def _of_refresh_grant(look: Check) -> Check:
    @reading(GRANT_TYPE, *look.parts)
    def check(evidence: Evidence) -> Verdict:
        if evidence.get(GRANT_TYPE) not in {"refresh_token", UNKNOWN}:
            return Skip("no token is refreshed")
        return look(evidence)

    return check


def name_kind(token: str) -> str | None:
    """Return what *token* is recognised as if it is neither a refresh nor an access token; None if it is not recognised."""
    if token.startswith("ey") and jws.looks_like_jws(token):
        return "an identity token or another JWT"
    if USER_ID.fullmatch(token):
        return "a user ID"
    return _ARTICLES[Kind.CODE] if kind_of(token) is Kind.CODE else None


@on(REFRESH_TOKEN)
def is_access_token(token: str) -> Outcome:
    """Find an access token in place of the refresh token."""
    if kind_of(token) is not Kind.ACCESS_TOKEN:
        return None
    return Fail(AT, sealed("access token", token), WANTED, "it starts with a, as access tokens do; refresh tokens start with r")


@on(REFRESH_TOKEN)
def is_something_else(token: str) -> Outcome:
    """Find another value from Apple, except an access token, in place of the refresh token."""
    kind = name_kind(token)
    return Fail(AT, sealed(kind.partition(" ")[2], token), WANTED, f"the field refresh_token contains {kind}") if kind else None


@reading(CODE, GRANT_TYPE, REFRESH_TOKEN)
def is_in_code_field(evidence: Evidence) -> Verdict:
    """Find a refresh token that is sent as code, with the grant_type of a refresh."""
    code = evidence.get(CODE)
    if evidence.get(GRANT_TYPE) != "refresh_token" or evidence.get(REFRESH_TOKEN) is not LACKING or isinstance(code, Absence):
        return Skip("no code on a refresh")
    if kind_of(code) is not Kind.REFRESH_TOKEN:
        return None
    because = "grant_type is refresh_token and the field refresh_token is missing, but code contains a refresh token"
    return Fail("request.form.code", sealed("refresh token", code), "the field refresh_token", because)


def _recorded(broken: Callable[[RefreshRecord | None], str | None]) -> Check:
    @reading(REFRESH_TOKEN, PORTAL, WORDS, ANSWER, needs=REFRESH_TOKEN)
    def check(evidence: Evidence) -> Verdict:
        token, portal, words = evidence.get(REFRESH_TOKEN), evidence.get(PORTAL), evidence.get(WORDS)
        if token is LACKING:
            return Skip("no refresh token")
        if not isinstance(token, Absence) and not isinstance(portal, Absence):
            because = broken(portal.refresh_tokens.get(token))
            return Fail(AT, sealed("refresh token", token), "a refresh token that is still valid", because) if because else None
        if isinstance(words, Words) and words is not Words.TOKEN_EXPIRED:
            return None
        token_text = known_or_none(token)
        if token_text is not None and (kind_of(token_text) is Kind.ACCESS_TOKEN or name_kind(token_text)):
            return None
        return Missing((PORTAL,), int(is_grant_refusal(evidence)))

    return check


def _say_unknown(record: RefreshRecord | None) -> str | None:
    return "Apple has no record of it" if record is None else None


def _say_revoked(record: RefreshRecord | None) -> str | None:
    return "Apple's record says that it was revoked" if record is not None and record.is_revoked else None


def _say_withdrawn(record: RefreshRecord | None) -> str | None:
    return "Apple's record says that the user stopped using the app" if record is not None and record.consent_withdrawn else None


def _record_with(**changes: Any) -> Callable[[Portal], Portal]:
    return lambda portal: replace(portal, refresh_tokens={name: replace(record, **changes) for name, record in portal.refresh_tokens.items()})


REFRESH_TOKEN_IS_IN_CODE_FIELD = Rule(
    id="refresh-token-in-code-field",
    title="the refresh token is sent in the field code",
    question=Question.GRANT,
    since="0.1",
    why="With grant_type=refresh_token Apple reads the field refresh_token. It ignores a token in code.",
    fix="Rename the field code to refresh_token.",
    references=(APPLE_TOKEN, FORUM_121627),
    check=is_in_code_field,
    wire=INVALID_REQUEST,
    also_seen=(UNSUPPORTED_GRANT_TYPE.cited(FORUM_121627),),
    # The token is there, under the name of another field.
    explains=("refresh-token-missing",),
    enforced_at=(Endpoint.TOKEN,),
    suspicion=Suspicion("check whether the refresh token is sent as code", "it is sent as refresh_token"),
    told_by={Proof.ONLY_REFRESH_FAILS: 30},
    good=lambda: (Example("in its own field", lambda s: s.refresh()),),
    bad=lambda: (Example("in the field code", lambda s: s.refresh().form(refresh_token=samples.DROP, code=samples.REFRESH_TOKEN)),),
)

REFRESH_TOKEN_IS_ACCESS_TOKEN = Rule(
    id="refresh-token-is-access-token",
    title="an access token is sent as the refresh token",
    question=Question.GRANT,
    since="0.1",
    why="The answer to a refresh has no new refresh token. Code that stores what comes back overwrites the valid token with the access token.",
    fix="Keep the refresh_token of the first exchange; it does not change and does not expire by itself.",
    references=(APPLE_TOKEN, FORUM_656845),
    check=_of_refresh_grant(is_access_token),
    wire=TOKEN_UNKNOWN.cited(FORUM_656845),
    also_seen=(TOKEN_UNKNOWN, INVALID_GRANT),
    explains=("refresh-token-unknown",),
    enforced_at=(Endpoint.TOKEN,),
    suspicion=Suspicion("check whether refresh_token is the access token", "it is the refresh_token of the first answer"),
    told_by={Proof.ONLY_REFRESH_FAILS: 35},
    good=lambda: (
        Example("a refresh token", lambda s: s.refresh()),
        Example("a value of an unknown form", lambda s: s.refresh().form(refresh_token="1//0abc").unknown("portal")),
    ),
    bad=lambda: (Example("an access token", lambda s: s.refresh().form(refresh_token=samples.ACCESS_TOKEN)),),
)

REFRESH_TOKEN_IS_SOMETHING_ELSE = Rule(
    id="refresh-token-is-something-else",
    title="the field refresh_token contains something else",
    question=Question.GRANT,
    since="0.1",
    why="The code, the identity token and the user ID reach the server together with the token, and are easily stored in its place.",
    fix="Store the refresh_token that the exchange of the code returned, and send that.",
    references=(APPLE_TOKEN, LIVE_PROBE),
    check=_of_refresh_grant(is_something_else),
    wire=TOKEN_UNKNOWN,
    also_seen=(INVALID_GRANT,),
    explains=("refresh-token-unknown",),
    enforced_at=(Endpoint.TOKEN,),
    suspicion=Suspicion("check whether refresh_token is what Apple gave as such", "it is"),
    good=lambda: (Example("a refresh token", lambda s: s.refresh()),),
    bad=lambda: (
        Example("an authorization code", lambda s: s.refresh().form(refresh_token=samples.CODE)),
        Example("an identity token", lambda s: s.refresh().form(refresh_token="eyJraWQiOiJhIiwiYWxnIjoiUlMyNTYifQ.eyJpc3MiOiJhIn0.c2ln")),
        Example("a user ID", lambda s: s.refresh().form(refresh_token=samples.USER)),
    ),
)

REFRESH_TOKEN_IS_UNKNOWN = Rule(
    id="refresh-token-unknown",
    title="Apple does not know the refresh token",
    question=Question.GRANT,
    since="0.1",
    why="Apple refuses a refresh token that it has no record of before it checks the client_secret: it was made up, or altered in storage.",
    fix="Send the refresh token exactly as the exchange of the code returned it; if it is lost, let the user sign in again.",
    references=(LIVE_PROBE, APPLE_TN3107),
    check=_of_refresh_grant(_recorded(_say_unknown)),
    wire=TOKEN_UNKNOWN,
    also_seen=(INVALID_GRANT,),
    enforced_at=(Endpoint.TOKEN,),
    suspicion=Suspicion(
        "compare the stored token with the one that the exchange returned: a column that is too short truncates it",
        "the same token was refreshed before",
    ),
    told_by={Proof.ONLY_REFRESH_FAILS: 30},
    good=lambda: (Example("a token on record", lambda s: s.refresh()),),
    bad=lambda: (Example("an invented token", lambda s: s.refresh().form(refresh_token="dummy")),),
)

REFRESH_TOKEN_IS_REVOKED = Rule(
    id="refresh-token-revoked",
    title="the refresh token was revoked",
    question=Question.GRANT,
    since="0.1",
    why="A call to /auth/revoke ends the token permanently, and so does the deletion of the Apple Account.",
    fix="Treat the session as ended, and let the user sign in again.",
    references=(APPLE_TN3194, APPLE_TN3107),
    check=_of_refresh_grant(_recorded(_say_revoked)),
    remedy=Remedy.CODE,
    wire=TOKEN_UNKNOWN,
    also_seen=(INVALID_GRANT, INVALID_REQUEST),
    enforced_at=(Endpoint.TOKEN,),
    suspicion=Suspicion("check your server's log: was /auth/revoke called for this user?", "/auth/revoke was never called for this user"),
    told_by={Proof.ONLY_REFRESH_FAILS: 35, Proof.ONLY_SOME_USERS_FAIL: 25},
    good=lambda: (Example("a token in use", lambda s: s.refresh()),),
    bad=lambda: (Example("revoked", lambda s: s.refresh().portal(_record_with(is_revoked=True))),),
)

USER_WITHDREW_CONSENT = Rule(
    id="user-withdrew-consent",
    title="the user stopped using Sign in with Apple for the app",
    question=Question.GRANT,
    since="0.1",
    why="The user can end the authorization in the Apple Account settings, and a changed password ends the token too. This is not an error.",
    fix="Treat the session as ended, let the user sign in again, and listen for consent-revoked notifications.",
    references=(APPLE_VERIFYING, FORUM_651237, FORUM_123909),
    check=_of_refresh_grant(_recorded(_say_withdrawn)),
    remedy=Remedy.CODE,
    wire=INVALID_GRANT,
    also_seen=(TOKEN_UNKNOWN.cited(FORUM_651237), INVALID_REQUEST.cited(FORUM_123909), INVALID_REQUEST.cited(APPLE_TN3107)),
    enforced_at=(Endpoint.TOKEN,),
    suspicion=Suspicion(
        "ask the user to check Apple Account settings > Sign in with Apple > the app; was the password changed recently?",
        "every user's token is refused",
    ),
    told_by={Proof.ONLY_REFRESH_FAILS: 30, Proof.ONLY_SOME_USERS_FAIL: 30},
    good=lambda: (Example("a user who stayed", lambda s: s.refresh()),),
    bad=lambda: (Example("a user who left", lambda s: s.refresh().portal(_record_with(consent_withdrawn=True))),),
)

RULES = (
    REFRESH_TOKEN_IS_IN_CODE_FIELD,
    REFRESH_TOKEN_IS_ACCESS_TOKEN,
    REFRESH_TOKEN_IS_SOMETHING_ELSE,
    REFRESH_TOKEN_IS_UNKNOWN,
    REFRESH_TOKEN_IS_REVOKED,
    USER_WITHDREW_CONSENT,
)
