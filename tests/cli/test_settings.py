"""Settings: an option and a member of `siwakit.toml` become the same typed value, and an error names the place of the wrong one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from siwakit.cli.doctor import command
from siwakit.cli.doctor_options import read_options, read_settings, stated_settings
from siwakit.edge.files.given_settings import Settings
from siwakit.edge.files.siwakit_toml import read_project
from siwakit.errors import UsageError
from siwakit.evidence.evidence import UNKNOWN, Origin
from siwakit.evidence.known import Known

# Each setting as an option, as a member of the file, and as the value that both mean.
SETTINGS: dict[str, tuple[tuple[str, ...], str, Any]] = {
    "team_id": (("--team", "A1B2C3D4E5"), '"A1B2C3D4E5"', "A1B2C3D4E5"),
    "key_id": (("--key-id", "ABC123DEFG"), '"ABC123DEFG"', "ABC123DEFG"),
    "bundle_ids": (
        ("--bundle-id", "com.example.a", "--bundle-id", "com.example.b"),
        '["com.example.a", "com.example.b"]',
        ("com.example.a", "com.example.b"),
    ),
    "services_ids": (("--services-id", "com.example.web"), '"com.example.web"', ("com.example.web",)),
    "keys": (("--key", "/keys/AuthKey_ABC123DEFG.p8"), '["/keys/AuthKey_ABC123DEFG.p8"]', ("/keys/AuthKey_ABC123DEFG.p8",)),
    "origin": (("--origin", "native"), '"native"', Origin.NATIVE),
    "redirect_uri": (("--redirect-uri", "https://example.com/back"), '"https://example.com/back"', "https://example.com/back"),
    "response": (("--response", "answer.json"), '"answer.json"', "answer.json"),
    "now": (("--now", "2026-11-25T10:00:00Z"), '"2026-11-25T10:00:00Z"', 1795600800),
}
WRONG = {
    "an origin that is neither": ('origin = "ios"', "origin is ios, expected native or web"),
    "a time that is none": ('now = "noon"', "now noon is not a time"),
    "a list instead of a text": ("team_id = []", "team_id is list, expected text"),
    "a truth instead of a text": ("key_id = true", "key_id is bool, expected text"),
    "a table in a list": ("bundle_ids = [{}]", "bundle_ids is dict, expected text"),
    "an unknown member": ("client_ids = []", "unknown member client_ids"),
    "one setting under two names": ('key = "a.p8"\nkeys = ["b.p8"]', "keys is given twice, once as keys"),
    "no table": ("siwakit = 7", "siwakit is not a table"),
    "no TOML": ("team_id =", "is not TOML"),
}


def given(*arguments: str) -> dict[str, Any]:
    return command.make_context("doctor", list(arguments)).params


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "siwakit.toml"


@pytest.mark.parametrize("name", SETTINGS)
def test_an_option_and_a_member_give_the_same_value(file: Path, name: str):
    option, member, value = SETTINGS[name]
    file.write_text(f"{name} = {member}\n")
    assert read_project(str(file)) == stated_settings(given(*option)) == Settings(**{name: value})
    assert read_project(str(file)).stated() == {name: value}


@pytest.mark.parametrize("name", SETTINGS)
def test_an_option_takes_precedence_over_the_member(file: Path, name: str):
    option, _, value = SETTINGS[name]
    others = {"origin": "web", "now": 7, "team_id": "ZZZZZZZZZZ", "key_id": "ZZZZZZZZZZ", "redirect_uri": "https://other.example.com/"}
    file.write_text(f"{name} = {json.dumps(others.get(name, 'other'))}\n")
    assert getattr(read_settings(given(*option, "--config", str(file))), name) == value


def test_a_member_is_used_if_the_option_is_left_out(file: Path):
    file.write_text("\n".join(f"{name} = {member}" for name, (_, member, _) in SETTINGS.items()))
    assert read_settings(given("--team", "ZZZZZZZZZZ", "--config", str(file))) == Settings(
        **{name: value for name, (_, _, value) in SETTINGS.items() if name != "team_id"}, team_id="ZZZZZZZZZZ"
    )


def test_every_setting_has_an_option_and_a_member():
    assert set(Settings(**{name: value for name, (_, _, value) in SETTINGS.items()}).stated()) == set(Settings.__slots__)


@pytest.mark.parametrize(("text", "message"), WRONG.values(), ids=WRONG)
def test_a_member_that_cannot_be_read_is_named_with_its_file(file: Path, text: str, message: str):
    file.write_text(text)
    with pytest.raises(UsageError) as refused:
        read_project(str(file))
    assert message in refused.value.message
    assert str(file) in refused.value.message
    assert refused.value.hint


def test_a_time_that_cannot_be_read_is_named_with_its_option():
    with pytest.raises(UsageError, match="--now noon is not a time"):
        stated_settings(given("--now", "noon"))


def test_key_paths_are_relative_to_the_settings_file(file: Path):
    file.write_text('keys = ["keys/a.p8"]')
    assert read_project(str(file)).keys == (str(file.parent / "keys" / "a.p8"),)


def test_without_settings_nothing_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    options = read_options(("request.sh",), given())
    assert options.settings == Settings()
    assert options.settings.known() == Known()
    assert options.report.files == ("request.sh",)


def test_what_is_stated_is_known():
    known = stated_settings(given(*SETTINGS["team_id"][0], *SETTINGS["origin"][0], *SETTINGS["now"][0])).known()
    assert (known.team_id, known.origin, known.now, known.key_id) == ("A1B2C3D4E5", Origin.NATIVE, 1795600800, UNKNOWN)
