"""No answer shows a secret, whatever is pasted into which argument; every answer fits into 2 kB, and has a next step that a tool takes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.each import each
from tests.hostile.canaries import BASIC, BEARER, CANARIES, CLIENT_SECRET, CODE, IDENTITY_TOKEN, PEM, REFRESH_TOKEN, SEC1, VERIFIER, find_leaks
from tests.hostile.inputs import CURL, DIRT, FORM, RAW, all_inputs
from tests.hostile.shapes import NAMES, VALUES, pieces_shown, shapes_of
from tests.mcp.mechanical import Client, require_sound

from siwakit.edge.mcp_server import dispatch as dispatching
from siwakit.mcp.tools import BY_NAME

TITLES = tuple(shapes_of("password", "bluewhalegiraffe"))
SECRETS = (CLIENT_SECRET, CODE, REFRESH_TOKEN, IDENTITY_TOKEN, PEM, SEC1, VERIFIER, BEARER, BASIC, FORM, CURL, RAW, *(each.text for each in CANARIES))
KEY = "AuthKey_ABC123DEFG.p8"
IDS = {"team_id": "A1B2C3D4E5", "client_id": "com.example.web"}


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    folder = tmp_path_factory.mktemp("project")
    (folder / KEY).write_text(PEM)
    (folder / ".env").write_text(f"APPLE_CLIENT_SECRET={CLIENT_SECRET}\nAPPLE_CLIENT_ID=com.example.web\n")
    (folder / "request.http").write_text(RAW)
    (folder / "keys.py").write_text(f"import jwt\nKEY = '''{PEM}'''\njwt.encode({{'aud': 'https://appleid.apple.com'}}, KEY, algorithm='ES256')\n")
    with Client(folder) as opened:
        yield opened


def calls_with(text: str) -> dict[str, dict[str, Any]]:
    """Return a call of each tool with *text* wherever a paste can be."""
    return {
        "doctor": {"texts": [text], "team_id": "A1B2C3D4E5"},
        "explain": {"words": text[:4000]},
        "mint": {"key": KEY, **IDS, "texts": [text]},
        "emulator": {"texts": [text], "key": KEY},
        "check": {"files": ["pasted.txt"]},
        "scan": {"paths": ["pasted.txt"]},
    }


@each("value", VALUES.values(), ids=VALUES)
@pytest.mark.parametrize("title", TITLES)
def test_no_answer_shows_a_piece_of_a_secret_in_any_shape(client, title, value):
    name = NAMES[len(title) % len(NAMES)]
    text = shapes_of(name, value)[title]
    (client.folder / "pasted.txt").write_text(text)
    for tool, arguments in calls_with(text).items():
        answered = client.call(tool, arguments)
        assert (pieces_shown(value, answered.text), tool) == ([], tool)
        require_sound(answered.text)


def followed(client: Client, tool: str, arguments: dict[str, Any]) -> list[str]:
    """Return the answers to a call and to the three that follow it."""
    texts = []
    for _ in range(4):
        texts.append(client.call(tool, arguments).text)
        following = json.loads(texts[-1])["next"]
        following = following.get("then", following)
        if "tool" not in following:
            break
        tool, arguments = following["tool"], following["arguments"]
    return texts


@pytest.mark.parametrize("secret", [CURL, RAW, FORM, f"{CURL}\n\n{PEM}", f"{RAW}\n\n{IDENTITY_TOKEN}"], ids=["curl", "raw", "form", "key", "token"])
def test_no_answer_on_the_way_shows_a_secret(client, secret):
    for key in ({}, {"key": KEY}):
        for text in followed(client, "doctor", {"texts": [secret], **key}):
            assert find_leaks(text) == set()
            require_sound(text)


def test_no_answer_about_files_shows_what_is_in_them(client):
    for tool, arguments in {"scan": {}, "check": {"files": [".env", KEY, "request.http"]}, "doctor": {"files": ["keys.py", ".env", KEY]}}.items():
        for text in followed(client, tool, arguments):
            assert find_leaks(text) == set()
            require_sound(text)


def test_a_minted_client_secret_is_in_no_answer(client):
    answer = json.loads(client.call("mint", {"key": KEY, **IDS}).text)
    token = client.session.folders.read(answer["client_secret_file"]).text.strip()
    texts = followed(client, "emulator", answer["next"]["arguments"])
    assert json.loads(texts[0])["accepted"] is True
    assert all(part not in text for text in [json.dumps(answer), *texts] for part in token.split("."))


def calls_naming(secret: str) -> list[tuple[str, dict[str, Any]]]:
    """Return calls with *secret* in the place of a name."""
    return [
        *(
            (tool, {name: secret if schema["type"] == "string" else [secret]})
            for tool, each in BY_NAME.items()
            for name, schema in each.properties.items()
        ),
        ("mint", {"key": KEY, "team_id": "A1B2C3D4E5", "client_id": secret}),
        ("mint", {"key": KEY, **IDS, "expires_in": secret}),
        ("emulator", {"redirect_uri": f"https://example.com/{secret}"}),
        ("emulator", {"redirect_uri": f"https://example.com/callback?state={secret}"}),
        ("emulator", {"texts": [f"client_id={secret}&grant_type=authorization_code&code=$CODE&client_secret=$CLIENT_SECRET"]}),
        ("doctor", {"texts": ["error=invalid_client"], "services_ids": [secret]}),
        (secret, {}),
        ("doctor", {secret: 1}),
    ]


@pytest.mark.parametrize("secret", [CODE, REFRESH_TOKEN, VERIFIER, BEARER, CLIENT_SECRET, IDENTITY_TOKEN], ids=range(6))
def test_a_secret_in_the_place_of_a_name_is_not_repeated(client, secret):
    for tool, arguments in calls_naming(secret):
        answered = client.call(tool, arguments)
        assert (find_leaks(answered.text), tool, list(arguments)) == (set(), tool, list(arguments))
        require_sound(answered.text)


_VALUES = st.one_of(
    st.sampled_from(SECRETS), st.text(max_size=60), st.builds("".join, st.lists(st.sampled_from((*SECRETS, "\n", "=", DIRT)), max_size=4))
)
_ANY = st.one_of(_VALUES, st.lists(_VALUES, max_size=4), st.none(), st.integers(), st.dictionaries(st.text(max_size=5), _VALUES, max_size=2))


@st.composite
def hostile_calls(draw):
    tool = draw(st.sampled_from(sorted(BY_NAME)))
    names = st.sampled_from([*BY_NAME[tool].properties, "other"])
    return tool, {name: draw(_ANY) for name in draw(st.lists(names, max_size=5, unique=True))}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(call=hostile_calls())
def test_any_value_in_any_argument_gets_an_answer_without_a_secret(client, call):
    answered = client.call(*call)
    assert find_leaks(answered.text) == set()
    require_sound(answered.text)


@st.composite
def typed_calls(draw):
    """Calls whose arguments have the right types, so that they get further."""
    tool = draw(st.sampled_from(["doctor", "emulator", "mint", "check", "explain"]))
    found = {}
    for name, schema in BY_NAME[tool].properties.items():
        if name != "case" and (name in BY_NAME[tool].required or draw(st.booleans())):
            values = st.one_of(_VALUES, st.just(KEY), st.just("A1B2C3D4E5"), st.just("com.example.web"), st.just("request.http"))
            found[name] = draw(
                st.sampled_from(schema["enum"]) if "enum" in schema else st.lists(values, max_size=3) if schema["type"] == "array" else values
            )
    return tool, found


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(call=typed_calls())
def test_values_of_the_right_type_get_an_answer_without_a_secret(client, call):
    answered = client.call(*call)
    assert find_leaks(answered.text) == set()
    require_sound(answered.text)


SAMPLE = list(all_inputs())


@pytest.mark.parametrize("tool", ["doctor", "emulator"])
@pytest.mark.parametrize("step", [40, pytest.param(1, marks=pytest.mark.slow)])
def test_hostile_files_get_an_answer_without_a_traceback(client, tool, step):
    for _family, name, data in SAMPLE[::step]:
        (client.folder / "hostile").write_bytes(data)
        answered = client.call(tool, {"files": ["hostile"]})
        assert (find_leaks(answered.text), name) == (set(), name)
        assert "siwakit failed" not in answered.text, name
        require_sound(answered.text)


def test_an_error_of_ours_is_an_answer_without_its_message(client, monkeypatch):
    def fail(_name: str) -> None:
        raise RuntimeError(CLIENT_SECRET)

    monkeypatch.setattr(dispatching, "import_module", fail)
    answered = client.call("doctor", {})
    assert answered.is_error
    assert "siwakit failed: RuntimeError at tests" in answered.text.replace("test_secrets", "tests")
    assert find_leaks(answered.text) == set()
