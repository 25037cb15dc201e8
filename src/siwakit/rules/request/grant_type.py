"""Rules about grant_type and the scope that goes with client_credentials."""

from __future__ import annotations

from siwakit import samples
from siwakit.apple import GRANT_TYPES, MIGRATION_SCOPE, Endpoint
from siwakit.evidence.fields import Fields
from siwakit.evidence.parts import FIELDS, GRANT_TYPE
from siwakit.evidence.sign_in.target import TARGET
from siwakit.patterns import pattern
from siwakit.rules.model import Example, Fail, Outcome, Question, Rule, Suspicion, on
from siwakit.rules.wire import INVALID_SCOPE, UNSUPPORTED_GRANT_TYPE
from siwakit.sources import APPLE_ERROR_RESPONSE, APPLE_TN3107, APPLE_TOKEN, APPLE_TRANSFER_OUT, FORUM_122593

_NOT_LETTERS = pattern(r"[^a-z]")
_MEANT = {
    "authorizationcode": "authorization_code",
    "authcode": "authorization_code",
    "code": "authorization_code",
    "refreshtoken": "refresh_token",
    "refresh": "refresh_token",
    "clientcredentials": "client_credentials",
}


@on(TARGET, GRANT_TYPE, FIELDS)
def is_no_grant_type(endpoint: Endpoint, grant_type: str, fields: Fields) -> Outcome:
    """Find a grant_type that Apple does not know."""
    if endpoint is not Endpoint.TOKEN or grant_type in GRANT_TYPES:
        return None
    meant = _MEANT.get(_NOT_LETTERS.sub("", grant_type.lower()))
    if meant is None:
        meant = "refresh_token" if fields.get("refresh_token") else "authorization_code"
    return Fail("request.form.grant_type", grant_type, meant, f"Apple knows only {', '.join(GRANT_TYPES)}")


GRANT_TYPE_UNKNOWN = Rule(
    id="grant-type-unknown",
    title="grant_type has a value that Apple does not know",
    question=Question.REQUEST,
    since="0.1",
    why="Apple accepts three values, spelled exactly so; for any other it refuses the request and looks at nothing else.",
    fix="Set grant_type to authorization_code for a code, or refresh_token for a refresh token.",
    references=(APPLE_TOKEN, APPLE_TN3107, FORUM_122593),
    check=is_no_grant_type,
    wire=UNSUPPORTED_GRANT_TYPE,
    enforced_at=(Endpoint.TOKEN,),
    suspicion=Suspicion("check the spelling of grant_type", "it is authorization_code or refresh_token"),
    good=lambda: (
        Example("authorization_code", lambda s: s.form()),
        Example("refresh_token", lambda s: s.refresh()),
        Example("client_credentials", lambda s: s.migration_token()),
        Example("any value, on revoke", lambda s: s.revoke().form(grant_type="none")),
    ),
    bad=lambda: (
        Example("with a hyphen", lambda s: s.form(grant_type="authorization-code")),
        Example("code", lambda s: s.form(grant_type="code")),
        Example("in upper case", lambda s: s.form(grant_type="AUTHORIZATION_CODE")),
        Example("with a trailing space", lambda s: s.form(grant_type="authorization_code ")),
        Example("password", lambda s: s.form(grant_type="password")),
        Example("refresh", lambda s: s.refresh().form(grant_type="refresh")),
    ),
)


@on(TARGET, GRANT_TYPE, FIELDS)
def asks_for_other_scope(endpoint: Endpoint, grant_type: str, fields: Fields) -> Outcome:
    """Find client_credentials used for anything but a migration."""
    if endpoint is not Endpoint.TOKEN or grant_type != "client_credentials":
        return None
    scope = fields.get("scope")
    if scope and MIGRATION_SCOPE in scope.split():
        return None
    because = "client_credentials is only for the migration of users"
    return Fail("request.form.scope", scope, MIGRATION_SCOPE, because)


SCOPE_NOT_MIGRATION = Rule(
    id="scope-not-user-migration",
    title="client_credentials is used without scope user.migration",
    question=Question.REQUEST,
    since="0.1",
    why="Apple documents client_credentials for one case: moving users to another team. How it answers to another scope is not known.",
    fix="Set scope to user.migration, or use the grant_type for what you have: a code or a refresh token.",
    references=(APPLE_TRANSFER_OUT, APPLE_ERROR_RESPONSE),
    check=asks_for_other_scope,
    assumed=INVALID_SCOPE,
    enforced_at=(Endpoint.TOKEN,),
    good=lambda: (
        Example("user.migration", lambda s: s.migration_token()),
        Example("a scope on a code, which is ignored", lambda s: s.form(scope="openid email")),
        Example("a scope on a refresh, which is ignored", lambda s: s.refresh().form(scope="openid")),
    ),
    bad=lambda: (
        Example("name email", lambda s: s.migration_token().form(scope="name email")),
        Example("no scope", lambda s: s.migration_token().form(scope=samples.DROP)),
        Example("an empty scope", lambda s: s.migration_token().form(scope="")),
    ),
)

RULES = (GRANT_TYPE_UNKNOWN, SCOPE_NOT_MIGRATION)
