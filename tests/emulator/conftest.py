"""A world built from an example's portal, and an emulator in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from tests.emulator.apple_elsewhere import IS_ELSEWHERE, AppleElsewhere

from siwakit.emulator.app import Emulator
from siwakit.emulator.faults import FaultPlan
from siwakit.emulator.state.apple_keys import AppleKeys
from siwakit.emulator.state.memory_store import MemoryStore
from siwakit.emulator.state.seeded_random import SeededRandom
from siwakit.emulator.state.storage import CodeRow, Consent, TokenKind, TokenRow
from siwakit.emulator.state.world import Client, SigningKey, Team, User
from siwakit.evidence.sign_in.portal import Portal
from siwakit.jose import jwk
from siwakit.samples import NOW, OTHER_TEAM_ID, TEAM_ID, Scenario
from siwakit.testing import Apple
from siwakit.testing import emulator as running_emulator

SEED = 20261124
OWNER = "owner"


def fill(store: MemoryStore, portal: Portal) -> None:
    """Put the records of *portal* into *store*."""
    for key in portal.keys.values():
        public = jwk.public_jwk(key.public)
        store.put(SigningKey(key.key_id, key.team_id, public, key.primary_app, key.has_service, key.is_revoked, key.live_at))
    for client in portal.clients.values():
        names = ("identifier", "team_id", "is_services_id", "primary_app", "has_capability", "return_urls", "former_team_id", "transferred_at")
        store.put(Client(**{name: getattr(client, name) for name in names}, live_at=client.live_at))
    fill_users(store, portal)
    for code, record in portal.codes.items():
        store.add_code(CodeRow(code, record.client_id, OWNER, record.issued_at, record.redirect_uri, record.code_challenge, is_spent=record.is_used))
    groups = {client.identifier: client.primary_app or client.identifier for client in portal.clients.values()}
    for token, record in portal.refresh_tokens.items():
        ends = {"is_revoked": record.is_revoked, "consent_withdrawn": record.consent_withdrawn}
        group = groups.get(record.client_id, "")
        store.add_token(TokenRow(token, TokenKind.REFRESH, record.client_id, TEAM_ID, NOW - 10, OWNER, group, **ends))
    for token, record in portal.access_tokens.items():
        user = OWNER if record.is_users else None
        store.add_token(TokenRow(token, TokenKind.ACCESS, record.client_id or "", record.team_id, record.issued_at, user, is_spent=record.is_used))


def fill_users(store: MemoryStore, portal: Portal) -> None:
    teams = [TEAM_ID, OTHER_TEAM_ID, *(row.team_id for row in (*portal.keys.values(), *portal.clients.values()))]
    for team_id in dict.fromkeys(teams):
        store.put(Team(team_id))
    store.put(User(OWNER, "jane@example.com", "Jane", "Appleseed"))
    for sub, record in portal.users.items():
        store.put(User(f"user-{sub}", is_gone=record.is_gone, subs={record.team_id: sub}))
    for sub, record in portal.transfers.items():
        store.put(User(f"transfer-{sub}", is_gone=record.is_gone, transfer_subs={record.team_id: sub}))
    named = [*((f"user-{sub}", one) for sub, one in portal.users.items()), *((f"transfer-{sub}", one) for sub, one in portal.transfers.items())]
    for user_id, record in named:
        # Where an example does not say what its user has consented to, the user uses every app.
        for group in {client.group for client in store.list(Client)} if record.groups is None else record.groups:
            store.put(Consent(user_id, group, NOW - 10))
    for client in store.list(Client):
        store.put(Consent(OWNER, client.group, NOW - 10, ("name", "email"), "abc@privaterelay.appleid.com", is_private_email=True))


@pytest.fixture(scope="session")
def apple_keys() -> AppleKeys:
    """Signing keys, shared because creating them takes a while."""
    return AppleKeys(SEED)


@pytest.fixture
def emulate(apple_keys: AppleKeys) -> Callable[[Scenario], Emulator]:
    """An emulator whose world is that of a scenario."""

    def make(scenario: Scenario = Scenario()) -> Emulator:  # noqa: B008  frozen
        store = MemoryStore()
        fill(store, scenario._portal())
        random = SeededRandom(SEED)
        return Emulator(store, random, apple_keys, faults=FaultPlan(random, heeds_header=True))

    return make


@pytest.fixture(scope="module")
def running() -> Iterator[Apple | AppleElsewhere]:
    """An emulator that serves appleid.apple.com itself; that of `siwakit run`, if it has started these tests."""
    if IS_ELSEWHERE:
        yield AppleElsewhere()
        return
    with running_emulator(seed=7, tls=True) as apple:
        yield apple


@pytest.fixture
def led(running: Apple | AppleElsewhere, monkeypatch: pytest.MonkeyPatch) -> Apple | AppleElsewhere:
    """The same emulator, to which this process is redirected."""
    if isinstance(running, AppleElsewhere):
        return running
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{running.server.tls_port}")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
    for name in ("https_proxy", "no_proxy", "CURL_CA_BUNDLE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)
    certificates = running.server.certificates
    assert certificates is not None
    for name in ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"):
        monkeypatch.setenv(name, certificates.bundle)
    return running
