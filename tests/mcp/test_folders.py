"""The files that a server reads are in its folders, whatever path an agent gives, and what it writes is for its owner only."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from tests.mcp.mechanical import Client

from siwakit.edge.mcp_server.dispatch import dispatch
from siwakit.edge.mcp_server.folders import Folders, fingerprint
from siwakit.edge.mcp_server.session import Session
from siwakit.errors import NotReadable, UsageError
from siwakit.samples import team_key_text

SECRET = "outside-of-everything-0123456789"
KEY = "AuthKey_ABC123DEFG.p8"
MINT = {"key": KEY, "team_id": "A1B2C3D4E5", "client_id": "com.example.web"}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    (folder / "inner").mkdir(parents=True)
    (folder / "inner/request.txt").write_text("error=invalid_client")
    (folder / KEY).write_text(team_key_text())
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/.env").write_text(f"APPLE_CLIENT_SECRET={SECRET}\nAPPLE_CLIENT_ID=com.example.web\n")
    (folder / "link.env").symlink_to(tmp_path / "outside/.env")
    (folder / "links").symlink_to(tmp_path / "outside")
    (folder / "to-inside").symlink_to(folder / "inner")
    (folder / "broken").symlink_to(tmp_path / "nowhere")
    os.mkfifo(folder / "pipe")
    return folder


@pytest.mark.parametrize("name", ["inner/request.txt", "to-inside/request.txt", "./inner/../inner/request.txt", "links/../project/inner/request.txt"])
def test_a_path_that_ends_in_the_folder_is_read(project, name):
    assert Folders((str(project),)).read(name).text == "error=invalid_client"
    assert Folders((str(project),)).read(str(project / name)).text == "error=invalid_client"


@pytest.mark.parametrize(
    "name", ["../outside/.env", "link.env", "links/.env", "/etc/passwd", "inner/../../outside/.env", "../nowhere", "/nowhere", "~/.env"]
)
def test_a_path_that_leads_out_of_the_folder_is_an_error(project, name):
    with pytest.raises((UsageError, NotReadable)) as raised:
        Folders((str(project),)).read(name)
    assert SECRET not in str(raised.value)
    assert Folders((str(project), str(project.parent / "outside"))).allowed[1].name == "outside"


@pytest.mark.parametrize("name", ["broken", "pipe", "inner", "", "a\0b", "x" * 5000, "pipe/x"])
def test_what_is_not_a_file_is_an_error_at_once(project, name):
    with pytest.raises((UsageError, NotReadable)):
        Folders((str(project),)).read(name)


@pytest.mark.parametrize("tool", ["doctor", "check", "emulator", "scan", "mint"])
@pytest.mark.parametrize("name", ["../outside/.env", "link.env", "links", "links/.env"])
def test_no_tool_reads_outside_of_the_folders(project, tool, name):
    arguments = {"scan": {"paths": [name]}, "mint": {**MINT, "key": name}}.get(tool, {"files": [name]})
    with Client(project) as client:
        answered = client.call(tool, arguments)
    assert answered.is_error
    assert "outside of the folders" in json.loads(answered.text)["error"]
    assert json.loads(answered.text)["next"]["for"] in arguments


def test_a_scan_follows_no_link_out_of_the_folder(project):
    with Client(project) as client:
        assert ".env" not in client.call("scan", {}).text


def test_several_folders_are_allowed_and_the_first_that_has_a_file_is_meant(project):
    folders = Folders((str(project), str(project.parent / "outside")))
    assert SECRET in folders.read(".env").text
    assert SECRET in folders.read("link.env").text


def test_a_minted_client_secret_is_for_its_owner_only_and_removed_at_the_end(project):
    with Client(project) as client:
        answer = json.loads(client.call("mint", MINT).text)
        path = Path(answer["client_secret_file"])
        assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
        assert fingerprint(path.read_text()) == answer["fingerprint"]
    assert not path.parent.exists()


def test_the_folder_that_was_given_for_output_stays_and_may_be_read(project, tmp_path):
    session = Session(Folders((str(project),), str(tmp_path / "secrets")))
    answer = json.loads(dispatch(session, "mint", MINT).text)
    path = Path(answer["client_secret_file"])
    assert path.parent == tmp_path / "secrets"
    accepted = json.loads(dispatch(session, "emulator", answer["next"]["arguments"]).text)
    assert accepted["accepted"] is True
    session.close()
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_a_link_in_the_output_folder_is_replaced_and_not_written_through(project, tmp_path):
    folders = Folders((str(project),), str(tmp_path / "secrets"))
    path = folders.keep("a", "name.txt")
    path.unlink()
    path.symlink_to(tmp_path / "outside/.env")
    assert folders.keep("a", "name.txt") == path
    assert not path.is_symlink()
    assert SECRET in (tmp_path / "outside/.env").read_text()


def test_the_key_of_the_emulator_is_for_its_owner_only_and_removed_at_the_end(project):
    with Client(project) as client:
        path = Path(json.loads(client.call("emulator", {}).text)["emulator"]["key_file"])
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.read_text() not in client.call("emulator", {}).text
    assert not path.exists()
