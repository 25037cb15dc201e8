"""Sign a user in without a page, for tests. The same rules refuse what the page would refuse."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import TypedDict
from urllib.parse import urlencode

from siwakit.apple import AUTHORIZE_URL, Endpoint
from siwakit.emulator.app import Emulator
from siwakit.emulator.complete_evidence import authorize_evidence
from siwakit.emulator.endpoints.authorize_rules import decide_authorize
from siwakit.emulator.endpoints.consent import PERSONAL, Choice, SignedIn, SignInRequest, read_sign_in_request, sign_in_user
from siwakit.emulator.state.world import Client, User
from siwakit.errors import UsageError
from siwakit.evidence.parts import AUTHORIZE
from siwakit.http import Request
from siwakit.judge.decide import Accepted


class AuthorizeParameters(TypedDict, total=False):
    """Parameters of the authorize request; an empty one is left out. An app on the device has only the scope, the state and the nonce."""

    redirect_uri: str
    response_type: str
    response_mode: str
    scope: str
    state: str
    nonce: str
    code_challenge: str
    code_challenge_method: str


PARAMETERS = tuple(AuthorizeParameters.__annotations__)
_ON_THE_DEVICE = ("scope", "state", "nonce")


def sign_in(emulator: Emulator, client_id: str, now: int, *, user_id: str | None = None, choice: Choice | None = None, **asked: str) -> str:
    """Return the code of a sign-in; everything else is as in `sign_in_fully`.

    Raises:
        UsageError: as `sign_in_fully`.
    """
    return sign_in_fully(emulator, client_id, now, asked, user_id=user_id, choice=choice).code


def sign_in_fully(
    emulator: Emulator, client_id: str, now: int, asked: Mapping[str, str], *, user_id: str | None = None, choice: Choice | None = None
) -> SignedIn:
    """Return what the application gets when a user signs in to *client_id*: on the device for an App ID, on the web for a Services ID.

    By default the first user signs in, to the first Return URL, for name and email. *asked* are parameters of the
    authorize request (see `AuthorizeParameters`); an empty one is left out.

    Raises:
        UsageError: no such client, user or parameter, or a request that Apple's page refuses; the message names the rule.
    """
    client = emulator.store.get(Client, client_id)
    if client is None:
        raise UsageError(f"the emulator has no client {client_id}", hint=f"it has {_client_ids(emulator)}")
    user = _find_user(emulator, user_id)
    _require_parameters(client, asked)
    request = _on_the_web(emulator, client, asked, now) if client.is_services_id else _on_the_device(client, asked)
    return sign_in_user(emulator, request, user, client, choice or Choice(), now)


def _require_parameters(client: Client, asked: Mapping[str, str]) -> None:
    """Require that *asked* has only parameters of a sign-in to *client*: one that is misspelt would be ignored.

    Raises:
        UsageError: a name that no sign-in has, or that only one on the web has.
    """
    for name in asked:
        if name not in PARAMETERS:
            near = get_close_matches(name, PARAMETERS, 1)
            hint = f"did you mean {near[0]}?" if near else f"its parameters are {', '.join(PARAMETERS)}"
            raise UsageError(f"a sign-in has no parameter {name}", hint=hint)
        if asked[name] and not client.is_services_id and name not in _ON_THE_DEVICE:
            message = f"{name} is a parameter of the web sign-in, and {client.identifier} is an App ID, which signs in on the device"
            raise UsageError(message, hint=f"name a Services ID, or leave {name} out")


def _on_the_device(client: Client, asked: Mapping[str, str]) -> SignInRequest:
    scopes = asked.get("scope", "name email").split()
    return SignInRequest(
        client.identifier, None, tuple(scope for scope in PERSONAL if scope in scopes), asked.get("state") or None, asked.get("nonce") or None
    )


def _on_the_web(emulator: Emulator, client: Client, asked: Mapping[str, str], now: int) -> SignInRequest:
    defaults = {"client_id": client.identifier, "redirect_uri": next(iter(client.return_urls), ""), "response_type": "code", "scope": "name email"}
    query = {**defaults, "response_mode": "form_post", **asked}
    request = Request("GET", f"{AUTHORIZE_URL}?{urlencode({name: value for name, value in query.items() if value})}")
    evidence = authorize_evidence(request, emulator.store, now)
    decision = decide_authorize(emulator, evidence, now)
    if not isinstance(decision, Accepted):
        raise UsageError(
            f"{Endpoint.AUTHORIZE.value} refuses this sign-in: {decision.rule.title}", hint=f"{decision.rule.fix} (rule {decision.rule.id})"
        )
    accepted = evidence.get(AUTHORIZE)
    return read_sign_in_request(accepted if isinstance(accepted, dict) else query)


def _find_user(emulator: Emulator, user_id: str | None) -> User:
    users = [user for user in emulator.store.list(User) if not user.is_gone and user_id in {None, user.user_id, user.email}]
    if not users:
        known = ", ".join(user.user_id for user in emulator.store.list(User))
        raise UsageError("the emulator has no such user", hint=f"it has {known}" if known else "add a user to its world")
    return users[0]


def _client_ids(emulator: Emulator) -> str:
    return ", ".join(client.identifier for client in emulator.store.list(Client)) or "none: add one to its world"
