"""Rules about revocation: what is revoked, what an empty 200 proves, and what was never revoked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from siwakit import samples
from siwakit.apple import USER_ID, Endpoint, Kind, kind_of
from siwakit.evidence.evidence import UNKNOWN, Absence, Evidence
from siwakit.evidence.fields import read_fields
from siwakit.evidence.parts import ANSWER, AUTHORIZE, EARLIER, ENDPOINT, FIELDS, PORTAL, SETTINGS, TOKEN
from siwakit.evidence.said import Proof
from siwakit.evidence.showing.redact import sealed
from siwakit.evidence.sign_in.answer import OK
from siwakit.evidence.sign_in.authorize_page import CALLBACK
from siwakit.evidence.sign_in.issued_to import known_or_none
from siwakit.http import Exchange, Request
from siwakit.jose import jws
from siwakit.rules.model import Example, Fail, Harm, Missing, Question, Rule, Skip, Suspicion, Verdict, reading
from siwakit.rules.wire import INVALID_CLIENT, INVALID_REQUEST, REVOKED
from siwakit.sources import (
    APPLE_REVOKE,
    APPLE_SIGNIN_AUTH_132,
    APPLE_TN3107,
    APPLE_TN3194,
    CLOG_143,
    FORUM_707610,
    FORUM_708984,
    HAVIT_307,
    LIVE_PROBE,
)

AT = "request.form.token"
_HINTS: dict[Kind | None, str] = {Kind.REFRESH_TOKEN: "refresh_token", Kind.ACCESS_TOKEN: "access_token"}
WANTED = "the refresh_token, or an access_token, of this user"


def name_kind(token: str) -> str | None:
    """Return what *token* is recognised as if it cannot be revoked; None if it is not recognised."""
    if token.startswith("ey") and jws.looks_like_jws(token):
        return "an identity token or another JWT"
    if USER_ID.fullmatch(token):
        return "a user ID"
    return "an authorization code" if kind_of(token) is Kind.CODE else None


@reading(TOKEN, ENDPOINT, needs=TOKEN)
def is_wrong_kind(evidence: Evidence) -> Verdict:
    """Find another value from Apple in place of the token to revoke."""
    token = evidence.get(TOKEN)
    if evidence.get(ENDPOINT) is not Endpoint.REVOKE or isinstance(token, Absence):
        return Skip("nothing is revoked")
    kind = name_kind(token)
    return Fail(AT, sealed(kind.partition(" ")[2], token), WANTED, f"the field token contains {kind}, which cannot be revoked") if kind else None


@reading(TOKEN, FIELDS, PORTAL, ENDPOINT, needs=TOKEN)
def hint_differs(evidence: Evidence) -> Verdict:
    """Find a token_type_hint that does not match the token, by Apple's record or by its first letter."""
    token, fields, portal = evidence.get(TOKEN), evidence.get(FIELDS), evidence.get(PORTAL)
    if evidence.get(ENDPOINT) is not Endpoint.REVOKE or isinstance(token, Absence) or isinstance(fields, Absence):
        return Skip("nothing is revoked")
    hint = fields.get("token_type_hint")
    if not hint:
        return None
    kind = _HINTS.get(kind_of(token))
    if not isinstance(portal, Absence):
        kind = "refresh_token" if token in portal.refresh_tokens else "access_token" if token in portal.access_tokens else kind
    if kind is None or hint == kind:
        return None
    return Fail("request.form.token_type_hint", hint, kind, f"the token is recognised as a {kind}", kind)


@reading(TOKEN, ANSWER, ENDPOINT, needs=TOKEN)
def proves_nothing(evidence: Evidence) -> Verdict:
    """Find an empty 200 for a token that does not look like one of Apple's."""
    token, answer = evidence.get(TOKEN), evidence.get(ANSWER)
    if evidence.get(ENDPOINT) is not Endpoint.REVOKE or isinstance(token, Absence) or isinstance(answer, Absence):
        return Skip("nothing is revoked, or no answer is known")
    if answer.status != OK or answer.error is not None or kind_of(token) in {Kind.REFRESH_TOKEN, Kind.ACCESS_TOKEN}:
        return None
    because = f"Apple answers 200 to every token, known or not, and this one ({sealed('token', token)}) is not recognised as Apple's"
    return Fail("answer", OK, "a refresh of the same token that is refused with invalid_grant", because)


@reading(AUTHORIZE, CALLBACK, SETTINGS, EARLIER)
def was_not_revoked(evidence: Evidence) -> Verdict:
    """Find a user who is new here but not to Apple: a first sign-in's callback without the field user."""
    query = known_or_none(evidence.get(AUTHORIZE))
    come_back = [] if isinstance(evidence.callback, Absence) else [evidence.callback.request]
    callback = next((request for request in (*come_back, *(exchange.request for exchange in evidence.earlier)) if _is_callback(request)), None)
    if query is None or callback is None or not {"name", "email"} & set(query.get("scope", "").split()):
        return Skip("no callback of a sign-in that asks for name or email")
    if read_fields(callback).get("user") is not None:
        return None
    settings = evidence.get(SETTINGS)
    if settings is UNKNOWN or not _says_new_user(known_or_none(settings) or {}):
        return Missing((EARLIER,), 1)
    because = "the user is new here, name or email is requested, but the callback contains no user: Apple has authorized this user before"
    return Fail("callback.user", None, "the user's name and email, which Apple sends at the first sign-in", because)


def _is_callback(request: Request) -> bool:
    names = read_fields(request).names
    return "code" in names and "grant_type" not in names and "client_secret" not in names


def _says_new_user(settings: Mapping[str, Any]) -> bool:
    for name, value in settings.items():
        if isinstance(value, Mapping) and _says_new_user(value):
            return True
        plain = str(name).replace("_", "").lower()
        if (plain == "localuser" and value == "new") or (plain in {"isnewuser", "userisnew"} and value is True):
            return True
    return False


def _callback(*more: tuple[str, str]) -> Exchange:
    body = "&".join(f"{name}={value}" for name, value in (("code", samples.CODE), ("state", samples.STATE), *more))
    headers = (("Content-Type", "application/x-www-form-urlencoded"),)
    return Exchange(Request("POST", "https://app.example.com/callback", headers, body.encode()))


_NEW = {"local_user": "new"}

REVOKED_TOKEN_IS_WRONG_KIND = Rule(
    id="revoke-token-is-wrong-kind",
    title="this kind of token cannot be revoked",
    question=Question.GRANT,
    since="0.1",
    why="Apple revokes only refresh tokens and access tokens. With anything else the user stays authorized, although the answer is usually 200.",
    fix="Send the refresh_token that you stored; if you stored none, redeem a new code first and revoke the token that you get.",
    references=(APPLE_REVOKE, CLOG_143, FORUM_708984),
    check=is_wrong_kind,
    harm=Harm.DEFEATS,
    also_seen=(REVOKED.cited(CLOG_143), INVALID_CLIENT.cited(FORUM_708984)),
    explains=("revoke-answer-proves-nothing",),
    enforced_at=(Endpoint.REVOKE,),
    # Apple refuses a JWT and answers every other value with an empty 200, so most failures of this rule are excused.
    excuse=lambda fail, _: not str(fail.actual).startswith("identity token"),
    good=lambda: (
        Example("a refresh token", lambda s: s.revoke()),
        Example("an access token", lambda s: s.revoke().form(token=samples.ACCESS_TOKEN, token_type_hint="access_token")),
        Example("a value of an unknown form", lambda s: s.revoke().form(token="1//0abc")),
    ),
    bad=lambda: (
        Example("an authorization code", lambda s: s.revoke().form(token=samples.CODE)),
        Example("an authorization code, answered 200", lambda s: s.revoke().form(token=samples.CODE).answered(OK)),
        Example("an identity token", lambda s: s.revoke().form(token="eyJraWQiOiJhIiwiYWxnIjoiUlMyNTYifQ.eyJpc3MiOiJhIn0.c2ln")),
        Example("a user ID", lambda s: s.revoke().form(token=samples.USER)),
    ),
)

HINT_DIFFERS = Rule(
    id="revoke-hint-differs",
    title="token_type_hint does not match the token",
    question=Question.GRANT,
    since="0.1",
    why="Apple documents a hint that does not match the token as a malformed request; nobody has published how it answers one.",
    fix="Send token_type_hint=refresh_token with a refresh token, access_token with an access token, or leave it out.",
    references=(APPLE_REVOKE, APPLE_TN3107),
    check=hint_differs,
    wire=INVALID_REQUEST,
    enforced_at=(Endpoint.REVOKE,),
    suspicion=Suspicion("compare token_type_hint with the kind of token", "they fit"),
    good=lambda: (
        Example("the right hint", lambda s: s.revoke()),
        Example("none", lambda s: s.revoke().form(token_type_hint=samples.DROP)),
    ),
    bad=lambda: (
        Example("the hint for an access token", lambda s: s.revoke().form(token_type_hint="access_token")),
        Example("an unknown hint", lambda s: s.revoke().form(token_type_hint="id_token")),
    ),
)

REVOKE_ANSWER_PROVES_NOTHING = Rule(
    id="revoke-answer-proves-nothing",
    title="an empty 200 from /auth/revoke does not prove that a token was revoked",
    question=Question.GRANT,
    since="0.1",
    why="Apple answers 200 even to junk tokens with junk secrets. Nothing shows that this token is from Apple, so perhaps nothing was revoked.",
    fix="Revoke the refresh_token that you stored, then try to refresh it: only invalid_grant shows that it was revoked.",
    references=(APPLE_REVOKE, LIVE_PROBE, FORUM_707610, APPLE_SIGNIN_AUTH_132),
    check=proves_nothing,
    harm=Harm.DEFEATS,
    also_seen=(REVOKED.cited(APPLE_SIGNIN_AUTH_132),),
    good=lambda: (
        Example("a refresh token", lambda s: s.revoke().answered(OK)),
        Example("a dummy, without an answer yet", lambda s: s.revoke().form(token="dummy")),
        Example("an answer to something else", lambda s: s.refresh().answered(400, {"error": "invalid_grant"}).unknown("portal")),
    ),
    bad=lambda: (Example("a dummy that is answered 200", lambda s: s.revoke().form(token="dummy").answered(OK)),),
)

ACCOUNT_WAS_DELETED_WITHOUT_REVOKE = Rule(
    id="account-deleted-without-revoke",
    title="the account was deleted here but not revoked at Apple",
    question=Question.GRANT,
    since="0.1",
    why="Apple sends name and email only at the first sign-in. Without /auth/revoke the user stays authorized, and a new account gets neither.",
    fix="Call /auth/revoke whenever an account is deleted; this user can remove the app in the Apple Account settings and sign in again.",
    references=(APPLE_TN3194, HAVIT_307),
    check=was_not_revoked,
    harm=Harm.DEFEATS,
    suspicion=Suspicion(
        "check what happens when an account is deleted: /auth/revoke must be called before its tokens are discarded",
        "the user never had an account here before",
    ),
    told_by={Proof.ONLY_FIRST_TIME_HAS_DETAILS: 20},
    good=lambda: (
        Example("the first sign-in", lambda s: s.after(_callback(("user", "%7B%7D"))).configured(settings=_NEW)),
        Example("a user who is known here", lambda s: s.after(_callback()).configured(settings={"local_user": "known"})),
        Example("no callback", lambda s: s.configured(settings=_NEW)),
    ),
    bad=lambda: (
        Example("a new user without a name", lambda s: s.after(_callback()).configured(settings=_NEW)),
        Example("reported in a nested setting", lambda s: s.after(_callback()).configured(settings={"callback": {"is_new_user": True}})),
    ),
)

RULES = (REVOKED_TOKEN_IS_WRONG_KIND, HINT_DIFFERS, REVOKE_ANSWER_PROVES_NOTHING, ACCOUNT_WAS_DELETED_WITHOUT_REVOKE)
