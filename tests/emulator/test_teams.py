"""Key, iss and client_id must belong to the same team: every combination of three teams, sent to the running emulator."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import httpx2
import pytest

from siwakit import testing
from siwakit.emulator.state.world import Client
from siwakit.evidence.sign_in.answer import RULE_HEADER
from siwakit.flow.client_secret import mint_client_secret
from siwakit.jose.signer import load_signer

TEAMS = {
    "A1A1A1A1A1": ("K1K1K1K1K1", "com.example.first"),
    "B2B2B2B2B2": ("K2K2K2K2K2", "com.example.second"),
    "C3C3C3C3C3": ("K3K3K3K3K3", "com.example.third"),
}
FIRST, SECOND, THIRD = TEAMS
OF_TEAMS = {"secret-iss-differs-from-team", "key-of-other-team", "identifier-of-other-team"}
WORLD = {
    "team": [{"id": team, "key": [{"id": key_id}], "app": [{"id": app}]} for team, (key_id, app) in TEAMS.items()],
    "user": [{"email": "jane@example.com"}],
}


@pytest.fixture(scope="module")
def apple() -> Iterator[testing.Apple]:
    """An emulator with three teams."""
    with testing.emulator(WORLD, seed=5) as running:
        yield running


def ask(apple: testing.Apple, key_team: str, iss: str, client_team: str) -> tuple[int, str | None]:
    """Return the status and the rule of an exchange with the key, iss and client_id of these teams."""
    key_id, client_id = TEAMS[key_team][0], TEAMS[client_team][1]
    signer = load_signer(apple.server.apple.key_texts[key_id])
    secret = mint_client_secret(signer, team_id=iss, key_id=key_id, client_id=client_id, now=apple.clock.now())
    form = {"client_id": client_id, "client_secret": secret, "grant_type": "authorization_code", "code": apple.sign_in(client_id)}
    answer = httpx2.post(f"{apple.url}/auth/token", data=form)
    return answer.status_code, answer.headers.get(RULE_HEADER)


MIXED = [teams for teams in product(TEAMS, repeat=3) if len(set(teams)) > 1]


@pytest.mark.parametrize("team", TEAMS)
def test_a_secret_that_is_of_one_team_in_everything_gets_tokens(apple: testing.Apple, team: str):
    assert ask(apple, team, team, team) == (200, None)


@pytest.mark.parametrize(("key_team", "iss", "client_team"), MIXED)
def test_a_secret_of_several_teams_is_refused_by_a_rule_about_teams(apple: testing.Apple, key_team: str, iss: str, client_team: str):
    status, rule = ask(apple, key_team, iss, client_team)
    assert (status, rule in OF_TEAMS) == (400, True), rule


CULPRITS = [
    pytest.param(FIRST, SECOND, FIRST, "secret-iss-differs-from-team", id="iss"),
    pytest.param(SECOND, FIRST, FIRST, "key-of-other-team", id="key"),
    pytest.param(FIRST, FIRST, SECOND, "identifier-of-other-team", id="client"),
    pytest.param(FIRST, SECOND, THIRD, "secret-iss-differs-from-team", id="three teams"),
]


@pytest.mark.parametrize(("key_team", "iss", "client_team", "rule"), CULPRITS)
def test_the_odd_one_out_is_named(apple: testing.Apple, key_team: str, iss: str, client_team: str, rule: str):
    assert ask(apple, key_team, iss, client_team) == (400, rule)


def test_after_a_transfer_the_new_teams_key_is_good_and_the_old_teams_is_not(apple: testing.Apple):
    client = apple.store.get(Client, TEAMS[THIRD][1])
    apple.store.put(
        Client(client.identifier, FIRST, client.is_services_id, client.primary_app, former_team_id=THIRD, transferred_at=apple.clock.now())
    )
    try:
        assert ask(apple, THIRD, THIRD, THIRD) == (400, "app-transferred")
        assert ask(apple, FIRST, THIRD, THIRD) == (400, "key-of-other-team")
        assert ask(apple, SECOND, FIRST, THIRD) == (400, "key-of-other-team")
        assert ask(apple, FIRST, SECOND, THIRD) == (400, "secret-iss-differs-from-team")
    finally:
        apple.store.put(client)
