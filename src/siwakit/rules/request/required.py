"""Rules about the fields that each endpoint requires; an empty field counts as missing, except client_secret."""

from __future__ import annotations

from siwakit import samples
from siwakit.apple import CREDENTIAL_ENDPOINTS, Endpoint
from siwakit.evidence.aspects import FILLED, SECRET_MADE, SUB_AND_CLIENT_ID
from siwakit.evidence.fields import Fields
from siwakit.evidence.said import Proof
from siwakit.evidence.sign_in.target import TARGET, WHOLE_FIELDS
from siwakit.rules.model import Check, Example, Fail, Outcome, Question, Remedy, Rule, Suspicion, on
from siwakit.rules.wire import INVALID_CLIENT, INVALID_REQUEST, UNSUPPORTED_GRANT_TYPE
from siwakit.sources import (
    APPLE_REVOKE,
    APPLE_TN3107,
    APPLE_TOKEN,
    APPLE_TRANSFER_IN,
    APPLE_TRANSFER_OUT,
    FORUM_122593,
    FORUM_686227,
    FORUM_707610,
    OAUTH2_APPLE_3,
    OMNIAUTH_68,
)

_EVERYWHERE = (APPLE_TOKEN, APPLE_REVOKE, APPLE_TRANSFER_OUT, APPLE_TN3107)
_AN_EMPTY_ONE = "an empty value"


def _is_filled(fields: Fields, name: str) -> bool:
    return bool((fields.get(name) or "").strip())


# The value that is missing may be in another field, or belong to another grant_type.
_MIXED_UP = {"code": ("refresh_token", "token"), "refresh_token": ("token",), "token": ("refresh_token", "access_token", "code")}


def _fail(fields: Fields, name: str, expected: str, because: str) -> Fail:
    return Fail(f"request.form.{name}", None if fields.get(name) is None else _AN_EMPTY_ONE, expected, because)


def _lacks(name: str, expected: str, at: tuple[Endpoint, ...], grant_type: str | None = None) -> Check:
    @on(TARGET, WHOLE_FIELDS)
    def look(endpoint: Endpoint, fields: Fields) -> Outcome:
        if endpoint not in at or _is_filled(fields, name):
            return None
        if grant_type is not None and fields.get("grant_type") != grant_type:
            return None
        because = f"{endpoint.value} requires {name}{f' for {grant_type}' if grant_type else ''}"
        other = next((alternative for alternative in _MIXED_UP.get(name, ()) if _is_filled(fields, alternative)), None)
        return _fail(fields, name, expected, f"{because}, but the form contains {other} instead" if other else because)

    return look


CLIENT_ID_MISSING = Rule(
    id="client-id-missing",
    title="the request has no client_id",
    question=Question.CLIENT_ID,
    since="0.1",
    told_by={Proof.CLIENT_ID_NOT_GIVEN: 40},
    why="Apple cannot tell which client is asking. Often the setting for it is empty in this environment.",
    fix="Send client_id: the bundle ID for codes from the app, the Services ID for codes from the web.",
    references=_EVERYWHERE,
    check=_lacks("client_id", "the bundle ID or the Services ID", CREDENTIAL_ENDPOINTS),
    wire=INVALID_REQUEST,
    also_seen=(INVALID_CLIENT.cited(OMNIAUTH_68), INVALID_CLIENT.cited(FORUM_707610)),
    # Both come from the same setting.
    explains=("secret-sub-missing",),
    voids=(SUB_AND_CLIENT_ID,),
    speaks_of=(FILLED["client_id"],),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion(
        look="check the body as it is sent: is client_id there, with a value?",
        rules_out="client_id is in the body with a value",
    ),
    good=lambda: (Example("a client_id", lambda s: s.form()), Example("in the wrong place, which another rule reports", lambda s: s.revoke())),
    bad=lambda: (
        Example("none", lambda s: s.form(client_id=samples.DROP)),
        Example("an empty client_id", lambda s: s.form(client_id="")),
        Example("none on revoke", lambda s: s.revoke().form(client_id=samples.DROP)),
        Example("none on a migration", lambda s: s.migration().form(client_id=samples.DROP)),
    ),
)


@on(TARGET, WHOLE_FIELDS)
def lacks_secret(endpoint: Endpoint, fields: Fields) -> Outcome:
    """Find a request without the field client_secret; another rule reports an empty one."""
    if not endpoint.takes_credentials or fields.get("client_secret") is not None:
        return None
    return _fail(fields, "client_secret", "the JWT signed with your key", f"{endpoint.value} requires client_secret")


CLIENT_SECRET_MISSING = Rule(
    id="client-secret-missing",
    title="the request has no client_secret",
    question=Question.HEADER,
    since="0.1",
    told_by={Proof.KEY_NOT_GIVEN: 15, Proof.SECRET_NOT_MADE: 20, Proof.ONLY_SERVER_FAILS: 35, Proof.ONLY_LOCAL_FAILS: 35, Proof.SINCE_DEPLOYMENT: 40},
    why="Apple cannot authenticate the client. Apple has no public clients: apps need a client_secret too.",
    fix="Send client_secret: a JWT signed with your .p8 key, created on your server.",
    references=_EVERYWHERE,
    check=lacks_secret,
    remedy=Remedy.SECRET,
    wire=INVALID_REQUEST,
    also_seen=(INVALID_CLIENT.cited(OAUTH2_APPLE_3), INVALID_CLIENT.cited(FORUM_707610)),
    speaks_of=(FILLED["client_secret"], SECRET_MADE),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion(
        look="check the body as it is sent: is client_secret there?",
        rules_out="client_secret is in the body",
    ),
    good=lambda: (Example("a client_secret", lambda s: s.form()),),
    bad=lambda: (
        Example("none", lambda s: s.form(client_secret=samples.DROP)),
        Example("none on refresh", lambda s: s.refresh().form(client_secret=samples.DROP)),
        Example("none on revoke", lambda s: s.revoke().form(client_secret=samples.DROP)),
    ),
)

GRANT_TYPE_MISSING = Rule(
    id="grant-type-missing",
    title="the request has no grant_type",
    question=Question.REQUEST,
    since="0.1",
    why="Apple does not know what to exchange, and looks no further.",
    fix="Send grant_type=authorization_code with a code, or grant_type=refresh_token with a refresh token.",
    references=(APPLE_TOKEN, APPLE_TN3107, FORUM_122593),
    check=_lacks("grant_type", "authorization_code or refresh_token", (Endpoint.TOKEN,)),
    wire=INVALID_REQUEST,
    also_seen=(UNSUPPORTED_GRANT_TYPE.cited(FORUM_122593), INVALID_CLIENT.cited(OAUTH2_APPLE_3)),
    speaks_of=(FILLED["grant_type"],),
    enforced_at=(Endpoint.TOKEN,),
    suspicion=Suspicion("check whether the body has grant_type", "it is authorization_code or refresh_token"),
    good=lambda: (
        Example("a grant_type", lambda s: s.form()),
        Example("none on revoke, which does not use it", lambda s: s.revoke()),
        Example("none on a migration, where the scope has its own rule", lambda s: s.migration()),
    ),
    bad=lambda: (
        Example("none", lambda s: s.form(grant_type=samples.DROP)),
        Example("an empty grant_type", lambda s: s.form(grant_type="")),
        Example("none on refresh", lambda s: s.refresh().form(grant_type=samples.DROP)),
    ),
)

CODE_MISSING = Rule(
    id="code-missing",
    title="the request has no code",
    question=Question.GRANT,
    since="0.1",
    why="There is nothing to exchange. Often the code was read from the query of a callback that Apple had sent as a form.",
    fix="Send the code that the callback or the app received, unchanged.",
    references=(APPLE_TOKEN, APPLE_TN3107, FORUM_686227),
    check=_lacks("code", "the authorization code", (Endpoint.TOKEN,), "authorization_code"),
    wire=INVALID_REQUEST,
    also_seen=(INVALID_REQUEST.cited(FORUM_686227), INVALID_CLIENT.cited(OAUTH2_APPLE_3)),
    # A request without a code has no redirect_uri to compare.
    explains=("redirect-uri-missing-for-web-code",),
    speaks_of=(FILLED["code"],),
    enforced_at=(Endpoint.TOKEN,),
    suspicion=Suspicion("check whether the body has a code that is not empty", "it has one"),
    good=lambda: (Example("a code", lambda s: s.form()), Example("none on refresh", lambda s: s.refresh())),
    bad=lambda: (Example("none", lambda s: s.form(code=samples.DROP)), Example("an empty code", lambda s: s.form(code=""))),
)

REFRESH_TOKEN_MISSING = Rule(
    id="refresh-token-missing",
    title="the request has no refresh_token",
    question=Question.GRANT,
    since="0.1",
    why="There is nothing to check. Apple issues a refresh token with a code, and never on a refresh: you must keep the first one.",
    fix="Send the refresh_token that came with the code.",
    references=(APPLE_TOKEN, APPLE_TN3107),
    check=_lacks("refresh_token", "the refresh token", (Endpoint.TOKEN,), "refresh_token"),
    wire=INVALID_REQUEST,
    also_seen=(INVALID_REQUEST.cited(FORUM_686227),),
    speaks_of=(FILLED["refresh_token"],),
    enforced_at=(Endpoint.TOKEN,),
    suspicion=Suspicion("check whether the body has a refresh_token that is not empty", "it has one"),
    told_by={Proof.ONLY_REFRESH_FAILS: 25},
    good=lambda: (Example("a refresh token", lambda s: s.refresh()), Example("none with a code", lambda s: s.form())),
    bad=lambda: (
        Example("none", lambda s: s.refresh().form(refresh_token=samples.DROP)),
        Example("an empty refresh_token", lambda s: s.refresh().form(refresh_token="")),
    ),
)

TOKEN_MISSING = Rule(
    id="token-missing",
    title="the revocation has no token",
    question=Question.GRANT,
    since="0.1",
    why="Apple is not told what to revoke.",
    fix="Send token: the user's refresh token or access token.",
    references=(APPLE_REVOKE, APPLE_TN3107, FORUM_707610),
    check=_lacks("token", "the refresh token or the access token", (Endpoint.REVOKE,)),
    wire=INVALID_REQUEST,
    also_seen=(INVALID_CLIENT.cited(FORUM_707610),),
    speaks_of=(FILLED["token"],),
    enforced_at=(Endpoint.REVOKE,),
    suspicion=Suspicion("check whether the body has a token that is not empty", "it has one"),
    good=lambda: (
        Example("a token", lambda s: s.revoke()),
        Example("a token without a hint", lambda s: s.revoke().form(token_type_hint=samples.DROP)),
    ),
    bad=lambda: (
        Example("none", lambda s: s.revoke().form(token=samples.DROP)),
        Example("an empty token", lambda s: s.revoke().form(token="")),
    ),
)


@on(TARGET, WHOLE_FIELDS)
def names_no_user(endpoint: Endpoint, fields: Fields) -> Outcome:
    """Find a migration that identifies no user."""
    if endpoint is not Endpoint.MIGRATION or _is_filled(fields, "sub") or _is_filled(fields, "transfer_sub"):
        return None
    return _fail(fields, "sub", "the user's sub, or their transfer_sub", "the form has neither sub nor transfer_sub")


MIGRATION_SUB_MISSING = Rule(
    id="migration-sub-missing",
    title="the migration identifies no user",
    question=Question.REQUEST,
    since="0.1",
    why="Apple is not told whose identifier to exchange.",
    fix="Send sub and target before the transfer, or transfer_sub after it.",
    references=(APPLE_TRANSFER_OUT, APPLE_TRANSFER_IN, APPLE_TN3107),
    check=names_no_user,
    wire=INVALID_REQUEST,
    speaks_of=(FILLED["sub"],),
    enforced_at=(Endpoint.MIGRATION,),
    good=lambda: (
        Example("the sending team's", lambda s: s.migration()),
        Example("the receiving team's", lambda s: s.migration().form(sub=samples.DROP, target=samples.DROP, transfer_sub=samples.TRANSFER_SUB)),
    ),
    bad=lambda: (
        Example("no sub", lambda s: s.migration().form(sub=samples.DROP)),
        Example("an empty transfer_sub", lambda s: s.migration().form(sub=samples.DROP, target=samples.DROP, transfer_sub="")),
    ),
)


@on(TARGET, WHOLE_FIELDS)
def names_no_target(endpoint: Endpoint, fields: Fields) -> Outcome:
    """Find a sub without a team to transfer it to."""
    if endpoint is not Endpoint.MIGRATION or not _is_filled(fields, "sub") or _is_filled(fields, "transfer_sub") or _is_filled(fields, "target"):
        return None
    return _fail(fields, "target", "the Team ID of the receiving team", "the form has sub but no target")


MIGRATION_TARGET_MISSING = Rule(
    id="migration-target-missing",
    title="the migration has no receiving team",
    question=Question.REQUEST,
    since="0.1",
    why="A transfer identifier is created for one receiving team, and Apple is not told which.",
    fix="Send target: the Team ID of the receiving team.",
    references=(APPLE_TRANSFER_OUT, APPLE_TN3107),
    check=names_no_target,
    wire=INVALID_REQUEST,
    speaks_of=(FILLED["target"],),
    enforced_at=(Endpoint.MIGRATION,),
    good=lambda: (
        Example("a target", lambda s: s.migration()),
        Example("none with transfer_sub", lambda s: s.migration().form(sub=samples.DROP, target=samples.DROP, transfer_sub=samples.TRANSFER_SUB)),
    ),
    bad=lambda: (
        Example("no target", lambda s: s.migration().form(target=samples.DROP)),
        Example("an empty one", lambda s: s.migration().form(target="")),
    ),
)

RULES = (
    GRANT_TYPE_MISSING,
    CLIENT_ID_MISSING,
    CLIENT_SECRET_MISSING,
    CODE_MISSING,
    REFRESH_TOKEN_MISSING,
    TOKEN_MISSING,
    MIGRATION_SUB_MISSING,
    MIGRATION_TARGET_MISSING,
)
