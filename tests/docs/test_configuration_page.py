"""The page about `siwakit.toml` lists what the code reads, and each command that reads it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import click
from click.testing import CliRunner
from tests.each import each

from siwakit.cli import secret as secret_command
from siwakit.cli.group import COMMANDS, cli
from siwakit.edge.files import renew_toml, siwakit_toml
from siwakit.edge.files.given_settings import Settings
from siwakit.emulator.state import world_toml
from siwakit.evidence.evidence import Origin

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "configuration.md").read_text("utf-8")
SECTIONS = dict(re.findall(r"^## (.*?)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))
TYPES = {int: "number", list: "list of tables", dict: "table"}
# Commands whose help says which members they read, and those that have an option for each.
TOLD_BY_HELP = ("doctor", "probe", "check", "watch")
TOLD_BY_OPTIONS = ("token", "verify", "notification")
OPTIONS = {"team": "team_id", "keys": "keys"} | {name: name for name in ("key_id", "bundle_ids", "services_ids", "origin", "redirect_uri")}


def rows(section: str) -> dict[str, tuple[str, str]]:
    return {name: (kind, last) for name, kind, last in re.findall(r"^\| `(\w+)` \| (.*?) \| (.*?) \|$", SECTIONS[section], re.MULTILINE)}


SIGN_IN = rows("The sign-in")
RENEW = rows("`[[renew]]`")


def read_by(command: str) -> set[str]:
    return {name for name, (_, commands) in SIGN_IN.items() if f"`{command}`" in commands.split(", ")}


def names_in(text: str) -> list[str]:
    return sorted(re.findall(r"\w+", text.replace(" and ", ", ")))


def commands_of(name: str) -> list[click.Command]:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    return list(command.commands.values()) if isinstance(command, click.Group) else [command]


def test_every_member_of_the_sign_in_is_listed() -> None:
    assert sorted(SIGN_IN) == sorted(siwakit_toml._KNOWN)
    assert sorted(name for name, (kind, _) in SIGN_IN.items() if kind.startswith("list of texts")) == sorted(siwakit_toml._LISTS)


def test_every_other_name_of_a_member_is_listed() -> None:
    sentence = re.search(r"(`team`, [^.]*) are\s+other names for ([^.]*)\.", SECTIONS["The sign-in"])
    assert sentence
    others, owns = (re.findall(r"`(\w+)`", part) for part in sentence.groups())
    assert sorted(zip(others, owns, strict=True)) == sorted(siwakit_toml._SINGULAR.items())


def test_every_member_of_renew_is_listed() -> None:
    assert sorted(RENEW) == sorted(renew_toml._KNOWN)
    assert sorted(name for name, (kind, _) in RENEW.items() if kind.startswith("text")) == sorted(renew_toml._TEXTS)
    assert sorted(name for name, (kind, _) in RENEW.items() if kind.startswith("list")) == sorted(renew_toml._LISTS)
    assert RENEW["lifetime"][1] == f'`"{renew_toml._LIFETIME}"`'
    assert RENEW["renew_before"][1] == f'`"{renew_toml._RENEW_BEFORE}"`'


def test_every_member_of_scan_is_listed() -> None:
    assert sorted(rows("`[scan]`")) == sorted(siwakit_toml.ScanSettings.__dataclass_fields__)


def test_every_member_of_the_world_is_listed_with_its_type() -> None:
    listed = {name: kind.partition(":")[0] for name, (kind, _) in rows("`[emulator]`").items()}
    assert listed == {name: TYPES[kind] for name, kind in world_toml._WORLD.items()}


@each("command", TOLD_BY_HELP)
def test_a_command_reads_the_members_that_its_help_names(command: str) -> None:
    (found,) = commands_of(command)
    said = re.search(r"siwakit\.toml may set ([a-z_, ]+?)(?:, which|\.)", " ".join((found.help or "").split()))
    assert said
    assert sorted(read_by(command)) == names_in(said[1])


@each("command", TOLD_BY_OPTIONS)
def test_a_command_reads_the_members_that_it_has_options_for(command: str) -> None:
    for found in commands_of(command):
        assert read_by(command) == {OPTIONS[name] for parameter in found.params if (name := parameter.name or "") in OPTIONS}


def test_minting_reads_what_the_page_says(monkeypatch, tmp_path) -> None:
    asked: set[str] = set()

    class Watched(Settings):
        def __getattribute__(self, name: str) -> object:
            asked.add(name)
            return super().__getattribute__(name)

    monkeypatch.setattr(secret_command, "read_project", lambda _: Watched())
    monkeypatch.chdir(tmp_path)
    CliRunner().invoke(cli, ["secret"])
    assert asked & set(siwakit_toml._KNOWN) == read_by("secret")


def test_renewing_takes_from_the_file_what_the_page_says() -> None:
    said = {name for name, (_, default) in RENEW.items() if "that of the file" in default or "`keys`" in default}
    assert {"signer": "keys"}.items() <= {name: "keys" if name == "signer" else name for name in said}.items()
    assert {"keys" if name == "signer" else name for name in said} == read_by("renew")


def test_only_commands_with_a_settings_file_are_named() -> None:
    named = {command for _, commands in SIGN_IN.values() for command in re.findall(r"`(\w+)`", commands)}
    reading = {name for name in COMMANDS if any(parameter.name == "config_path" for found in commands_of(name) for parameter in found.params)}
    assert named == reading


def test_the_example_can_be_read(tmp_path) -> None:
    text = re.search(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    assert text
    path = tmp_path / "siwakit.toml"
    path.write_text(text[1], "utf-8")
    assert siwakit_toml.read_project(str(path)).services_ids == ("com.example.web",)
    assert [table.client_id for table in renew_toml.read_renew(str(path)).tables] == ["com.example.web"]
    assert siwakit_toml.read_emulator(str(path)) == tomllib.loads(text[1])["emulator"]


def test_origin_has_the_values_of_the_page() -> None:
    assert [f'`"{origin.value}"`' in SIGN_IN["origin"][0] for origin in Origin] == [True, True]
