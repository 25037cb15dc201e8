"""The rule about settings that send the credentials in the Authorization header."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from siwakit import samples
from siwakit.evidence.evidence import LACKING, Absence, Evidence
from siwakit.evidence.parts import FIELDS
from siwakit.evidence.settings.setting_names import Role
from siwakit.evidence.settings.stated_settings import CONFIGURATION
from siwakit.rules.model import Example, Fail, Missing, Question, Rule, Skip, Verdict, reading
from siwakit.rules.wire import INVALID_CLIENT
from siwakit.sources import APPLE_TOKEN, NEXT_AUTH_8189

_BASIC = frozenset({"basic", "client_secret_basic", "http_basic"})


@reading(CONFIGURATION, FIELDS, needs=CONFIGURATION)
def is_basic(evidence: Evidence) -> Verdict:
    """Find HTTP Basic as the way in which the client authenticates, unless a request shows that it does not."""
    settings = evidence.get(CONFIGURATION)
    if isinstance(settings, Absence):
        return Skip("no settings") if settings is LACKING else Missing((CONFIGURATION,))
    fields = evidence.get(FIELDS)
    if not isinstance(fields, Absence) and fields.get("client_secret"):
        return None
    for stated in settings.all(Role.AUTHENTICATION):
        if stated.value.strip().lower().replace("-", "_") in _BASIC:
            name = stated.path.rpartition(".")[2]
            because = f"{name} sends the client_secret in the Authorization header instead of the body"
            return Fail(f"settings.{stated.path}", stated.value, "client_secret_post", because, _post(stated.value))
    return None


def _post(value: str) -> str:
    """Return the right value in the words of the library whose wrong one is *value*."""
    bare = value.strip()
    return bare.replace("basic", "post").replace("Basic", "Post").replace("BASIC", "POST") if "basic" in bare.lower() else "client_secret_post"


def _spring(method: str) -> dict[str, Any]:
    registration = {"client-id": samples.SERVICES_ID, "client-authentication-method": method}
    return {"spring": {"security": {"oauth2": {"client": {"registration": {"apple": registration}}}}}}


def _keycloak(method: str) -> dict[str, Any]:
    return {"alias": "apple", "providerId": "oidc", "config": {"clientId": samples.SERVICES_ID, "clientAuthMethod": method}}


def _provider(method: str) -> dict[str, Any]:
    return {"providers": {"apple": {"clientId": samples.SERVICES_ID, "token_endpoint_auth_method": method}}}


def _with(settings: dict[str, Any]) -> Callable[[samples.Scenario], samples.Scenario]:
    return lambda s: s.configured(settings=settings).unknown("request")


SETTINGS_AUTHENTICATE_BY_BASIC = Rule(
    id="settings-authenticate-by-basic",
    title="the settings send client_id and client_secret in the Authorization header",
    question=Question.REQUEST,
    since="0.1",
    why="Many OAuth libraries use HTTP Basic unless told otherwise. Apple accepts the credentials only in the body.",
    fix="Set the client authentication to client_secret_post, which some libraries call post: then the credentials are in the body.",
    references=(NEXT_AUTH_8189, APPLE_TOKEN),
    check=is_basic,
    wire=INVALID_CLIENT.cited(NEXT_AUTH_8189),
    # The request is what these settings make of it.
    explains=("request-credentials-in-basic-auth",),
    good=lambda: (
        Example("in the body", _with(_spring("client_secret_post"))),
        Example("in the body, as older versions of Spring call it", _with(_spring("post"))),
        Example("no word about it", _with({"apple": {"clientId": samples.SERVICES_ID}})),
        Example("settings that are not those of the request", lambda s: s.configured(settings=_spring("basic"))),
    ),
    bad=lambda: (
        Example("Spring", _with(_spring("client_secret_basic"))),
        Example("Spring before version 5.5", _with(_spring("basic"))),
        Example("Keycloak", _with(_keycloak("client_secret_basic"))),
        Example("a provider of openid-client", _with(_provider("client_secret_basic"))),
    ),
)

RULES = (SETTINGS_AUTHENTICATE_BY_BASIC,)
