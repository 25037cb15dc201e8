"""`siwakit check` without a place: the stores that siwakit.toml names, with what the journal of `siwakit renew` knows of them."""

from __future__ import annotations

import sys
import time
from dataclasses import replace

import pytest
from tests.client.raw_server import RawServer
from tests.schemas import read_valid

from siwakit import cli
from siwakit.flow.client_secret import mint_client_secret
from siwakit.flow.renewal.journal import Event, read_entry, write_entry
from siwakit.jose.signer import load_signer
from siwakit.samples import KEY_ID, OTHER_KEY_ID, SERVICES_ID, TEAM_ID, other_key_text, team_key_text

DAY = 86_400
SETTINGS = f"""
team_id = "{TEAM_ID}"
[[renew]]
client_id = "{SERVICES_ID}"
signer = "AuthKey_{KEY_ID}.p8"
stores = ["env-file:app.env#APPLE_CLIENT_SECRET", {{command = ["tee", "sent.txt"]}}]
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "siwakit.toml").write_text(SETTINGS)
    (tmp_path / "app.env").write_text("PORT=80\n")
    for key_id, text in ((KEY_ID, team_key_text()), (OTHER_KEY_ID, other_key_text())):
        (tmp_path / f"AuthKey_{key_id}.p8").write_text(text)
        (tmp_path / f"AuthKey_{key_id}.p8").chmod(0o600)
    return tmp_path


@pytest.fixture
def run(folder, monkeypatch, capsys):
    def start(*arguments):
        monkeypatch.setattr(sys, "argv", ["siwakit", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        printed = capsys.readouterr()
        return ended.value.code or 0, printed.out, printed.err

    return start


def check(run, *arguments):
    code, printed, _ = run("check", "--format", "json", *arguments)
    return code, read_valid(printed)["places"]


def change_journal(folder, **changes):
    """Change the deliveries in the journal."""
    path = folder / ".siwakit" / "renew.journal"
    entries = [read_entry(line) for line in path.read_text().splitlines()]
    changed = [replace(entry, **changes) if entry.event is Event.DELIVERED else entry for entry in entries]
    path.write_text("".join(map(write_entry, changed)))


def test_nothing_is_known_before_the_first_renewal_and_everything_after_it(run):
    code, places = check(run)
    assert (code, [place["standing"] for place in places]) == (3, ["undecided", "undecided"])
    assert run("renew", "--once")[0] == 0
    code, (entry, sent) = check(run)
    assert (code, entry["standing"], sent["standing"]) == (0, "good", "good")
    assert entry["secrets"][0]["agrees"] == {"key": True, "team": True, "client": True}
    assert (entry["secrets"][0]["was_read"], sent["secrets"][0]["was_read"]) == (True, False)
    assert (sent["secrets"][0]["days_left"], sent["secrets"][0]["key_id"]) == (179, KEY_ID)
    assert "not read back" in " ".join(run("check")[1].split())


@pytest.mark.parametrize(("left", "standing"), [(60 * DAY + 60, "good"), (60 * DAY - 1, "soon"), (-DAY, "undecided")])
def test_what_cannot_be_read_expires_by_the_journal(run, folder, left, standing):
    run("renew", "--once")
    change_journal(folder, expires_at=int(time.time()) + left)
    _, (_, sent) = check(run)
    assert sent["standing"] == standing


def test_a_journal_in_another_folder_is_named(run):
    run("renew", "--once", "--state", "elsewhere")
    assert check(run)[1][1]["secrets"] == []
    assert check(run, "--state", "elsewhere")[0] == 0


def test_the_next_command_of_an_expired_store_renews_it(run, folder):
    now = int(time.time())
    signer = load_signer(team_key_text())
    old = mint_client_secret(signer, team_id=TEAM_ID, key_id=KEY_ID, client_id=SERVICES_ID, now=now - 30 * DAY, expires_in_seconds=29 * DAY)
    (folder / "app.env").write_text(f"APPLE_CLIENT_SECRET={old}\n")
    code, printed, _ = run("check")
    assert (code, "  next    siwakit renew --once\n" in printed) == (1, True)
    assert run("renew", "--once")[0] == 0
    assert run("check")[0] == 0


def test_a_secret_of_another_client_in_the_store_is_wrong(run, folder):
    signer, now = load_signer(team_key_text()), int(time.time())
    other = mint_client_secret(signer, team_id=TEAM_ID, key_id=KEY_ID, client_id="com.example.other", now=now, expires_in_seconds=99 * DAY)
    (folder / "app.env").write_text(f"APPLE_CLIENT_SECRET={other}\n")
    code, (entry, _) = check(run)
    assert (code, entry["secrets"][0]["agrees"]["client"]) == (1, False)


def test_while_keys_are_rotated_the_secret_of_the_old_key_is_good(run, folder):
    assert run("renew", "--once")[0] == 0
    next_key = f'signer = "AuthKey_{KEY_ID}.p8"\nnext_signer = "AuthKey_{OTHER_KEY_ID}.p8"'
    (folder / "siwakit.toml").write_text(SETTINGS.replace(f'signer = "AuthKey_{KEY_ID}.p8"', next_key))
    code, (entry, _) = check(run)
    assert (code, entry["standing"]) == (0, "good")


def test_a_key_that_is_not_on_this_machine_is_not_known(run, folder):
    run("renew", "--once")
    (folder / f"AuthKey_{KEY_ID}.p8").unlink()
    code, (entry, _) = check(run)
    assert (code, entry["standing"], entry["secrets"][0]["agrees"]["key"]) == (3, "undecided", None)


@pytest.mark.parametrize(
    "text", ["[[renew]]\n", "renew = 1\n", "team_id = \n", f'team_id = "{TEAM_ID}"\n', SETTINGS.replace("env-file:", "nowhere:")]
)
def test_settings_that_cannot_be_read_are_wrong_use(run, folder, text):
    (folder / "siwakit.toml").write_text(text)
    code, printed, complained = run("check")
    assert (code, printed) == (2, "")
    assert complained.startswith("error: ")


def test_a_store_that_never_answers_does_not_hide_the_others(run, folder, monkeypatch):
    with RawServer([60.0]) as server:
        monkeypatch.setenv("VAULT_ADDR", f"http://127.0.0.1:{server.port}")
        monkeypatch.setenv("VAULT_TOKEN", "t")
        run("renew", "--once")
        started = time.monotonic()
        code, (vault, entry) = check(run, "vault:secret/app#apple", "env-file:app.env#APPLE_CLIENT_SECRET", "--secret-only")
    assert time.monotonic() - started < 30
    assert (code, vault["standing"], entry["standing"]) == (3, "undecided", "good")


def test_a_command_that_hangs_is_given_up(run, folder):
    table = '{command = ["true"], read = ["sleep", "60"], seconds = 0.5}'
    (folder / "siwakit.toml").write_text(SETTINGS.replace('{command = ["tee", "sent.txt"]}', table))
    started = time.monotonic()
    code, (_, hanging) = check(run)
    assert time.monotonic() - started < 20
    assert (code, hanging["standing"], hanging["secrets"]) == (3, "undecided", [])
