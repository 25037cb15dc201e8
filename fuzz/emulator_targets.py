"""The emulator's endpoints, and its portal's pages, forms and API: functions from a request to a response.

An input is a few requests, separated by a line `###`. Each is a line with method and path, headers, an empty line, and a body. `{secret}`, `{code}`,
`{refresh}`, `{ticket}` and `{account}` in it become what the emulator grants, so that requests get past the first rule.
"""

from __future__ import annotations

import json
from functools import lru_cache
from urllib.parse import urlencode

from tests.hostile.canaries import CLIENT_SECRET, CODE, REFRESH_TOKEN

from fuzz.checks import require_bounded, require_no_secret, require_visible
from siwakit.emulator.app import Emulator, Reply
from siwakit.emulator.endpoints.authorize_endpoint import answer_authorize
from siwakit.emulator.endpoints.sign_in import sign_in
from siwakit.emulator.faults import FaultPlan
from siwakit.emulator.portal.portal_app import answer_portal
from siwakit.emulator.state.apple_keys import AppleKeys
from siwakit.emulator.state.memory_store import MemoryStore
from siwakit.emulator.state.seeded_random import SeededRandom
from siwakit.emulator.state.storage import Ticket, load
from siwakit.emulator.state.world import READY_BUNDLE_ID, READY_RETURN_URL, READY_SERVICES_ID, SigningKey, User, World, ready_world
from siwakit.emulator.terminal import exchange_text
from siwakit.flow.client_secret import mint_client_secret
from siwakit.http import Headers, Request, Response
from siwakit.jose.signer import load_signer
from siwakit.render.paint import Paint

NOW = 1_790_000_000
SEED = 7
HOST = "127.0.0.1:8138"
MARKER = "<x-canary"
MOST_REQUESTS = 12
FORM = ("Content-Type", "application/x-www-form-urlencoded")
_SECRETS = (b"{secret}", b"{code}", b"{refresh}")
_SEPARATOR = b"\n###\n"
_TARGET = "".join(map(chr, range(0x21, 0x7F)))
_STATUSES = frozenset({200, 201, 204, 302, 303, 400, 403, 404, 405, 409, 410, 413, 415, 421, 429, 500, 502, 503})


@lru_cache(maxsize=1)
def _world() -> tuple[World, dict[str, str]]:
    return ready_world(SeededRandom(SEED))


@lru_cache(maxsize=1)
def _secret() -> str:
    world, texts = _world()
    key = world.keys[0]
    return mint_client_secret(load_signer(texts[key.key_id]), team_id=key.team_id, key_id=key.key_id, client_id=READY_SERVICES_ID, now=NOW)


def new_emulator() -> Emulator:
    """Return an emulator in the ready world, the same each time."""
    store, random = MemoryStore(), SeededRandom(SEED + 1)
    load(store, _world()[0].rows)
    return Emulator(store, random, AppleKeys(SEED), faults=FaultPlan(random, heeds_header=True), sign_in=answer_authorize)


def requests_in(data: bytes, granted: dict[bytes, bytes]) -> list[Request]:
    """Return the requests in *data*, with what was *granted* in place of the words in braces."""
    return [_request(part, granted) for part in data.split(_SEPARATOR)[:MOST_REQUESTS]]


def _request(part: bytes, granted: dict[bytes, bytes]) -> Request:
    for word, value in granted.items():
        part = part.replace(word, value)
    head, _, body = part.partition(b"\n\n")
    first, *lines = head.decode("latin-1").split("\n")
    method, _, target = first.partition(" ")
    # The server accepts no other characters in a method, a target and a header.
    method = "".join(filter(str.isalpha, method.encode("ascii", "ignore").decode()))[:10] or "GET"
    target = "".join(letter for letter in target if letter in _TARGET)
    headers = [tuple(map(_printable, line.split(":", 1))) for line in lines if ":" in line]
    return Request(method, f"http://{HOST}/{target.lstrip('/')}", (("host", HOST), *headers), body)  # type: ignore[arg-type]  # pairs


def _printable(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable()).strip()


def _granted(emulator: Emulator) -> dict[bytes, bytes]:
    """Return a client_secret, a code and a refresh token from the ready world, and the ticket of a page that was opened for a user."""
    spent, code = (sign_in(emulator, READY_SERVICES_ID, NOW, redirect_uri=READY_RETURN_URL) for _ in range(2))
    form = f"grant_type=authorization_code&client_id={READY_SERVICES_ID}&client_secret={_secret()}&code={spent}&redirect_uri={READY_RETURN_URL}"
    answer = emulator.handle(Request("POST", f"http://{HOST}/auth/token", (("host", HOST), FORM), form.encode()), NOW)
    query = urlencode({"client_id": READY_SERVICES_ID, "redirect_uri": READY_RETURN_URL, "response_type": "code"})
    emulator.handle(Request("GET", f"http://{HOST}/auth/authorize?{query}", (("host", HOST),)), NOW)
    ids = {"ticket": emulator.store.list(Ticket)[0].ticket, "account": emulator.store.list(User)[0].user_id}
    values = {"secret": _secret(), "code": code, "refresh": json.loads(answer.body)["refresh_token"], **ids}
    return {f"{{{name}}}".encode(): value.encode() for name, value in values.items()}


def fuzz_endpoints(data: bytes) -> None:
    """Check that the endpoints answer everything, and that no secret that was sent is in the answer, the terminal or the journal."""
    emulator = new_emulator()
    granted = _granted(emulator)
    client_secret, *others = (granted[name].decode() for name in _SECRETS)
    # Only the signature of the client_secret, because header and claims are nearly the same in every token.
    secrets = (client_secret.rpartition(".")[2], *others)
    for number, request in enumerate(requests_in(data, granted)):
        reply = emulator.exchange(request, NOW + number)
        _check_answer(reply.response, is_spoilt=reply.fault is not None)
        _check_terminal(request, reply, data, secrets)
        if request.path.lower() not in {"/auth/authorize", "/auth/oauth2/v2/authorize"}:
            require_no_secret(reply.response.body, data, secrets)
    for entry in emulator.store.entries():
        require_no_secret(f"{entry}", data, secrets)
        assert entry.status in _STATUSES, f"the status {entry.status}"


def _check_terminal(request: Request, reply: Reply, data: bytes, secrets: tuple[str, ...]) -> None:
    shown = exchange_text(request, reply, NOW, Paint())
    require_visible(shown)
    require_no_secret(shown, data, secrets)
    require_bounded(shown)


def fuzz_portal(data: bytes) -> None:
    """Check that every page, form and call of the portal answers, without secrets of an earlier sign-in, keys outside their file, or raw markup."""
    emulator = new_emulator()
    form = f"grant_type=refresh_token&client_id={READY_BUNDLE_ID}&client_secret={CLIENT_SECRET}&code={CODE}&refresh_token={REFRESH_TOKEN}"
    emulator.handle(Request("POST", f"http://{HOST}/auth/token?code={CODE}", (("host", HOST), FORM), form.encode()), NOW)
    for request in (*requests_in(data, {}), *(Request("GET", f"http://{HOST}{path}", (("host", HOST),)) for path in ("/journal", "/settings"))):
        response = answer_portal(emulator, request, NOW)
        _check_answer(response)
        require_no_secret(response.body, data)
        _check_keys(emulator, request, response)


def _check_keys(emulator: Emulator, request: Request, response: Response) -> None:
    """Assert that a private key is only in the answer that is its file."""
    if "BEGIN PRIVATE KEY" in response.text:
        assert "download" in request.path, "a private key outside its download"
    assert all("d" not in key.public_jwk for key in emulator.store.list(SigningKey)), "a private key in the store"


def _check_answer(response: Response, *, is_spoilt: bool = False) -> None:
    assert response.status in _STATUSES, f"the status {response.status}"
    _check_headers(response.headers)
    require_bounded(response.body, 1024 * 1024)
    kind = response.header("content-type") or ""
    if "html" in kind or "json" in kind:
        text = response.body.decode("utf-8")
        assert "html" not in kind or MARKER not in text.lower(), "markup from the input"
        if "json" in kind and text and not is_spoilt:
            json.loads(text)


def _check_headers(headers: Headers) -> None:
    for name, value in headers:
        assert name.isascii(), "a header with a name outside ASCII"
        value.encode("latin-1")
        assert not set("\r\n\0") & set(value), f"a line break in the header {name}"
