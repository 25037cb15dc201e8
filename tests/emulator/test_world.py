"""Worlds, switches and randomness: what an emulator starts with."""

from __future__ import annotations

import tomllib
from dataclasses import fields

import pytest
from tests.each import each

from siwakit.apple import IDENTIFIER, USER_ID
from siwakit.edge.server.local_apple import LocalApple, Setup
from siwakit.emulator.state.seeded_random import SeededRandom
from siwakit.emulator.state.world import READY_BUNDLE_ID, READY_SERVICES_ID, Client, User, World, ready_world
from siwakit.emulator.state.world_toml import world_from_toml
from siwakit.emulator.switches import CHOICES, MEANINGS, NAMES, RANGES, Switches
from siwakit.errors import UsageError
from siwakit.jose import jwk
from siwakit.jose.keys.p8 import load_private_key

TOML = """
seed = 7
[[team]]
id = "A1B2C3D4E5"
[[team.key]]
id = "ABC123DEFG"
[[team.app]]
id = "com.example.app"
notify_url = "https://app.example.com/notify"
[[team.app]]
id = "com.example.second"
group = "com.example.app"
[[team.service]]
id = "com.example.web"
app = "com.example.app"
return_urls = ["https://app.example.com/callback"]
[[user]]
email = "jane@example.com"
first_name = "Jane"
subs = { A1B2C3D4E5 = "001234.0123456789abcdef0123456789abcdef.0815" }
[switches]
bool_claims = "string"
jwks_keys = 4
"""
PUBLIC = {"kty": "EC", "crv": "P-256", "x": "axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY", "y": "T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU"}


def test_a_ready_world_has_what_a_sign_in_needs():
    world, files = ready_world(SeededRandom(3))
    (key,) = world.keys
    assert {client.identifier for client in world.clients} == {READY_BUNDLE_ID, READY_SERVICES_ID}
    assert jwk.public_jwk(load_private_key(files[key.key_id]).public_key()) == key.public_jwk
    assert IDENTIFIER.fullmatch(key.key_id)
    assert ready_world(SeededRandom(3)) == (world, files)
    assert len(world.rows) == 1 + 1 + 2 + len(world.users)


def test_a_key_file_is_in_apples_own_form():
    (text,) = ready_world(SeededRandom(3))[1].values()
    assert text.startswith("-----BEGIN PRIVATE KEY-----\nMIGTAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBHkwdwIBAQQg")
    assert text.endswith("-----END PRIVATE KEY-----")


def test_a_user_is_another_in_each_team_and_the_same_each_time():
    user = User("u")
    assert user.sub("A1B2C3D4E5") != user.sub("F6G7H8J9K0")
    assert user.sub("A1B2C3D4E5") == User("u").sub("A1B2C3D4E5")
    assert all(USER_ID.fullmatch(identifier) for identifier in (user.sub("A1B2C3D4E5"), user.transfer_sub("A1B2C3D4E5")))


def test_a_client_without_an_app_is_its_own_group():
    assert (Client("a", "t").group, Client("a", "t", primary_app="b").group) == ("a", "b")


def test_a_world_is_read_from_toml():
    world, files = world_from_toml(tomllib.loads(TOML), SeededRandom(7))
    by_name = {client.identifier: client for client in world.clients}
    assert list(files) == ["ABC123DEFG"]
    assert world.keys[0].primary_app == "com.example.app"
    assert by_name["com.example.second"].group == "com.example.app"
    assert by_name["com.example.web"].return_urls == ("https://app.example.com/callback",)
    assert by_name["com.example.app"].notify_url == "https://app.example.com/notify"
    assert world.users[0].sub("A1B2C3D4E5") == "001234.0123456789abcdef0123456789abcdef.0815"
    assert world.switches.changed() == {"bool_claims": "string", "jwks_keys": 4}
    assert world.seed == 7


def test_a_key_with_a_public_half_has_no_file():
    world, files = world_from_toml({"team": [{"key": [{"id": "ABC123DEFG", "public_jwk": PUBLIC, "is_revoked": True}]}]}, SeededRandom(1))
    assert not files
    assert (world.keys[0].public_jwk, world.keys[0].is_revoked) == (PUBLIC, True)
    assert IDENTIFIER.fullmatch(world.teams[0].team_id)


def test_nothing_is_a_world_too():
    assert world_from_toml({}, SeededRandom(1)) == (World(), {})


WRONG = {
    "an unknown member": {"teams": []},
    "an unknown member of a table": {"user": [{"mail": "x"}]},
    "a table that is none": {"team": ["x"]},
    "a value of the wrong kind": {"user": [{"is_managed": "yes"}]},
    "a claim for a number": {"seed": True},
    "an app without an id": {"team": [{"app": [{}]}]},
    "a key that is none": {"team": [{"key": [{"id": "ABC123DEFG", "public_jwk": {"kty": "EC"}}]}]},
    "a switch that is none": {"switches": {"colour": "red"}},
}


@each("members", WRONG.values(), ids=list(WRONG))
def test_a_world_that_cannot_be_is_a_wrong_use(members):
    with pytest.raises(UsageError) as raised:
        world_from_toml(members, SeededRandom(1))
    assert raised.value.hint


def test_every_switch_has_a_name_and_a_default_that_it_can_have():
    defaults = Switches()
    assert tuple(field.name for field in fields(Switches)) == NAMES == tuple(MEANINGS)
    assert all(getattr(defaults, name) in values for name, values in CHOICES.items())
    assert all(low <= getattr(defaults, name) <= high for name, (low, high) in RANGES.items())
    assert defaults.with_changes(**{name: getattr(defaults, name) for name in NAMES}) == defaults


def test_switches_are_read_from_text():
    assert Switches().with_changes(edge_403="on", jwks_shuffle="off", id_token_ttl="600") == Switches(
        edge_403=True, jwks_shuffle=False, id_token_ttl=600
    )


BAD_SWITCHES = {"colour": "red", "edge_403": "perhaps", "bool_claims": "number", "jwks_keys": 0, "id_token_ttl": "ten", "clock_skew_seconds": True}


@each(("name", "value"), BAD_SWITCHES.items(), ids=list(BAD_SWITCHES))
def test_a_switch_that_cannot_be_is_a_wrong_use(name, value):
    with pytest.raises(UsageError) as raised:
        Switches().with_changes(**{name: value})
    assert raised.value.hint


def test_dice_of_one_seed_draw_the_same_and_in_apples_shapes():
    names = ("code", "refresh_token", "access_token", "kid", "jti", "user_id", "relay_name")
    draws = [[getattr(random, name)() for name in names] for random in (SeededRandom(5), SeededRandom(5))]
    assert draws[0] == draws[1]
    assert [text[0] for text in draws[0][:3]] == ["c", "r", "a"]
    assert len(draws[0][4]) == 22
    assert USER_ID.fullmatch(draws[0][5])
    assert SeededRandom.of(5, "a").bits(64) != SeededRandom.of(5, "b").bits(64)


def start_with(url, **switches):
    service = {"id": "com.example.web", "app": "com.example.app", "return_urls": [url]}
    world = {"team": [{"key": [{}], "app": [{"id": "com.example.app"}], "service": [service]}]}
    return LocalApple(Setup(world, switches=switches)).store.get(Client, "com.example.web").return_urls


@each(
    "url",
    ["http://localhost:3000/callback", "https://2130706433/callback", "https://user@app.example.com/callback", "https://app.example.com/\r\nX", ""],
    ids=ascii,
)
def test_a_world_with_a_return_url_that_the_portal_refuses_is_a_wrong_use(url):
    with pytest.raises(UsageError, match=r"return_urls of com\.example\.web") as refused:
        start_with(url)
    assert refused.value.hint


def test_a_world_may_have_localhost_if_the_switch_allows_it():
    assert start_with("http://localhost:3000/callback", allow_localhost="on") == ("http://localhost:3000/callback",)


def test_a_world_keeps_the_return_urls_that_the_portal_takes():
    assert start_with("https://app.example.com:8443/callback?from=apple") == ("https://app.example.com:8443/callback?from=apple",)
