"""`siwakit check`: its exit codes, its three formats, and what it does with places that are hostile."""

from __future__ import annotations

import base64
import os
import pty
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from tests.schemas import read_valid

from siwakit import cli
from siwakit.edge.deployed.read_places import Target, read_places
from siwakit.flow.client_secret import mint_client_secret
from siwakit.flow.deployed.judging import check_places
from siwakit.flow.deployed.place import Asked, CheckedPlace, FoundPlace, Standing
from siwakit.flow.deployed.report import CheckReport
from siwakit.jose.signer import load_signer
from siwakit.render.check.check_prometheus import render_check_prometheus
from siwakit.render.check.check_text import render_check_text
from siwakit.samples import KEY_ID, NOW, OTHER_KEY_ID, SERVICES_ID, TEAM_ID, other_key_text, team_key_text
from siwakit.testing import emulator

DAY = 86_400
LIFE = 180 * DAY
TELL = ("--team", TEAM_ID, "--services-id", SERVICES_ID)
SHAPES = ("text", "json", "prometheus")


def mint(left: int, *, is_other: bool = False) -> str:
    signer = load_signer(other_key_text() if is_other else team_key_text())
    key_id = OTHER_KEY_ID if is_other else KEY_ID
    now = int(time.time())
    return mint_client_secret(signer, team_id=TEAM_ID, key_id=key_id, client_id=SERVICES_ID, now=now + left - LIFE, expires_in_seconds=LIFE)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for key_id, text in ((KEY_ID, team_key_text()), (OTHER_KEY_ID, other_key_text())):
        (tmp_path / f"AuthKey_{key_id}.p8").write_text(text)
        (tmp_path / f"AuthKey_{key_id}.p8").chmod(0o600)
    for name, left in {"good": 100, "soon": 20, "expired": -3}.items():
        (tmp_path / f"{name}.jwt").write_text(mint(left * DAY + 60) + "\n")
        escaped = team_key_text().strip().replace("\n", "\\n")
        lines = [f"APPLE_CLIENT_ID={SERVICES_ID}", f"APPLE_TEAM_ID={TEAM_ID}", f"APPLE_KEY_ID={KEY_ID}", f'APPLE_PRIVATE_KEY="{escaped}"']
        (tmp_path / f"{name}.env").write_text("\n".join([*lines, f"APPLE_CLIENT_SECRET={mint(left * DAY + 60)}", ""]))
    return tmp_path


@pytest.fixture
def check(folder, monkeypatch, capsys):
    """Run `siwakit check` in a folder with keys and secrets, and return its exit code, what it printed, and what it complained of."""

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["siwakit", "check", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        printed = capsys.readouterr()
        return ended.value.code or 0, printed.out, printed.err

    return run


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("good.env",), 0),
        (("soon.env",), 3),
        (("expired.env",), 1),
        (("good.jwt",), 3),
        (("good.jwt", "--secret-only"), 0),
        (("good.jwt", "--key", f"AuthKey_{KEY_ID}.p8", *TELL), 0),
        (("missing.env",), 3),
        (("env-file:good.env#APPLE_CLIENT_SECRET", "--key", f"AuthKey_{KEY_ID}.p8", *TELL), 0),
        (("env-file:good.env#OTHER",), 3),
        (("file:good.jwt", "--secret-only"), 0),
        ((f"AuthKey_{KEY_ID}.p8",), 0),
        (("good.env", "expired.env", "soon.env"), 1),
        (("good.env", "soon.env"), 3),
        (("good.env", "missing.env"), 3),
        (("expired.env", "missing.env"), 1),
        (("soon.env", "--warn-before", "10d"), 0),
        (("good.env", "--warn-before", "101d"), 3),
    ],
)
def test_the_exit_code_is_that_of_the_worst_place(check, arguments, code):
    found, printed, complained = check(*arguments)
    assert (found, complained) == (code, "")
    assert printed


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("",),
        ("nowhere:a/b",),
        ("env-file:good.env",),
        ("good.env", "--warn-before", "soon"),
        ("good.env", "--warn-before", "183d"),
        ("good.env", "--team", "x"),
        ("good.env", "--key", "missing.p8"),
        ("good.env", "--emulator", "http://127.0.0.1:1"),
        ("good.env", "--online", "--emulator", "no address"),
        ("good.env", "--quiet", "--format", "json"),
        ("good.env", "--config", "missing.toml"),
        ("a\nb",),
    ],
)
def test_wrong_use_gives_two_and_reads_nothing(check, arguments):
    code, printed, complained = check(*arguments)
    assert (code, printed) == (2, "")
    assert complained.startswith(("error: ", "Usage: "))


def test_a_secret_as_an_argument_is_refused_and_not_repeated(check, folder):
    for name in ("good.jwt", f"AuthKey_{KEY_ID}.p8"):
        text = (folder / name).read_text()
        code, printed, complained = check(text if text.startswith("ey") else f"\n{text}")
        assert (code, printed) == (2, "")
        assert not leaks(complained, [text])


def test_standard_input_is_a_place(folder):
    shell = [sys.executable, "-m", "siwakit", "check", "-", "--secret-only"]
    done = subprocess.run(shell, cwd=folder, input=(folder / "good.jwt").read_text(), capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("good       -  ")


def test_the_text_is_one_line_a_place_and_fits_eighty_columns(check):
    _, printed, _ = check("good.env", "soon.env", "expired.env", "missing.env", "d" * 200, f"AuthKey_{KEY_ID}.p8")
    summary, *blocks = printed.split("\n\n")
    assert [line.split()[0] for line in summary.splitlines()] == ["good", "soon", "wrong", "undecided", "undecided", "good"]
    assert len(blocks) == 6
    assert max(map(len, printed.splitlines())) <= 80
    assert "\x1b" not in printed


def test_the_report_on_one_place_fits_a_terminal_of_24_lines(check):
    for name in ("good.env", "soon.env", "expired.env", "good.jwt"):
        assert len(check(name)[1].splitlines()) <= 23


def test_colour_adds_nothing_but_colour(check):
    places = ("good.env", "soon.env", "expired.env", "missing.env")
    plain, coloured = check(*places)[1], check(*places, "--colour", "always")[1]
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


@pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal of Unix")
@pytest.mark.parametrize(("variables", "has_colour"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)])
def test_colour_is_for_terminals(folder, variables, has_colour):
    leader, follower = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "80", "LINES": "24", **variables}
    environment = {name: value for name, value in environment.items() if name != "NO_COLOR" or "NO_COLOR" in variables}
    program = subprocess.Popen([sys.executable, "-m", "siwakit", "check", "soon.env"], cwd=folder, stdout=follower, stderr=follower, env=environment)
    assert program.wait(60) == 3
    os.close(follower)
    shown = os.read(leader, 65536).decode()
    os.close(leader)
    assert ("\x1b[" in shown) is has_colour
    assert max(len(re.sub(r"\x1b\[[0-9;]*m", "", line)) for line in shown.splitlines()) <= 80


def test_quiet_is_silent_unless_something_is_to_be_done(check):
    assert check("good.env", "--quiet") == (0, "", "")
    code, printed, _ = check("good.env", "soon.env", "--quiet")
    assert (code, "good.env" in printed, "soon.env" in printed) == (3, False, True)


def test_the_next_command_makes_a_secret_that_the_check_accepts(check, folder):
    lines = check("expired.env")[1].splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith("  next"))
    command = "\n".join(line[10:] for line in lines[first:])
    assert command.startswith("siwakit secret ")
    shell = ["bash", "-c", f"{command} > new.jwt"]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(shell, cwd=folder, env={**os.environ, "PATH": path}, check=True, timeout=60)
    assert check("new.jwt", "--key", f"AuthKey_{KEY_ID}.p8", *TELL)[0] == 0


def test_two_keys_in_use_are_told(check, folder):
    (folder / "other.jwt").write_text(mint(100 * DAY, is_other=True))
    keys = (f"AuthKey_{KEY_ID}.p8", f"AuthKey_{OTHER_KEY_ID}.p8")
    code, printed, _ = check("good.jwt", "other.jwt", "--key", keys[0], "--key", keys[1], *TELL)
    assert code == 0
    assert f"{KEY_ID} in 1 place, {OTHER_KEY_ID} in 1 place" in " ".join(printed.split())


def test_json_has_what_the_text_says(check):
    code, printed, _ = check("good.env", "expired.env", "missing.env", "--format", "json")
    report = read_valid(printed)
    assert (report["exit_code"], report["standing"], report["schema"]) == (code, "wrong", "urn:siwakit:check:1")
    good, expired, missing = report["places"]
    assert good["secrets"][0]["agrees"] == {"key": True, "team": True, "client": True}
    assert (good["secrets"][0]["days_left"], expired["secrets"][0]["days_left"]) == (100, -3)
    assert [finding["rule"] for finding in expired["secrets"][0]["findings"]] == ["secret-expired"]
    assert (missing["standing"], missing["secrets"], missing["fault"]) == ("undecided", [], "no such file or directory")


def metrics(text):
    """Return the samples of an exposition, each metric once with HELP and TYPE before its samples."""
    families = list(text_string_to_metric_families(text))
    assert len({family.name for family in families}) == len(families)
    assert all(family.documentation and family.type == "gauge" for family in families)
    assert text.endswith("\n")
    samples = [(sample.name, frozenset(sample.labels.items())) for family in families for sample in family.samples]
    assert len(set(samples)) == len(samples)
    return {family.name: family.samples for family in families}


def test_prometheus_reads_the_metrics(check):
    code, printed, _ = check("good.env", "expired.env", "missing.env", "--format", "prometheus")
    found = metrics(printed)
    expiry = {sample.labels["place"]: sample.value for sample in found["siwakit_client_secret_expiry_timestamp_seconds"]}
    assert expiry["good.env"] > time.time() > expiry["expired.env"]
    standing = {sample.labels["place"]: sample.labels["standing"] for sample in found["siwakit_place_standing"] if sample.value}
    assert standing == {"good.env": "good", "expired.env": "wrong", "missing.env": "undecided"}
    assert found["siwakit_check_exit_code"][0].value == code


@pytest.mark.parametrize("address", ['a"b\\c', "a\\n", "{x}", "é\u202e", "a\nb", "\x00", "a=b,c"])
def test_labels_are_escaped(address):
    report = CheckReport(places=(CheckedPlace(address, Standing.UNDECIDED, fault="away"),), now=NOW, warn_before=0)
    (sample, *_) = metrics(render_check_prometheus(report))["siwakit_place_standing"]
    assert sample.labels["place"] == address.replace("\n", "\\n").replace("\x00", "\\x00").replace("\u202e", "\\u202e")


def test_secrets_in_one_file_have_labels_of_their_own(check, folder):
    (folder / "two.txt").write_text(f"{mint(50 * DAY)}\n\n{mint(60 * DAY)}\n")
    _, printed, _ = check("two.txt", "--format", "prometheus")
    assert len(metrics(printed)["siwakit_client_secret_expiry_timestamp_seconds"]) == 2


def leaks(text, secrets):
    """Return the parts of *secrets* that *text* contains: twelve characters of base64, or of what they encode, are no coincidence."""
    parts = [part for secret in secrets for part in re.split(r"[^A-Za-z0-9_/+-]+", secret)]
    parts += [base64.urlsafe_b64decode(part + "==").hex() for part in parts if len(part) == 86]
    windows = {part[start : start + 12] for part in parts if len(part) >= 40 for start in range(len(part) - 11)}
    return {window for window in windows if window in text}


@pytest.mark.parametrize("shape", SHAPES)
def test_no_format_shows_a_part_of_a_secret(check, folder, shape):
    (folder / "wrong.env").write_text((folder / "good.env").read_text().replace(TEAM_ID, "Z9Y8X7W6V5", 1))
    (folder / "damaged.jwt").write_text(f'"{(folder / "good.jwt").read_text().strip()[:-9]}"')
    (folder / "key-in-secret.env").write_text(f"SUPABASE_AUTH_EXTERNAL_APPLE_SECRET={team_key_text().strip()!r}\n")
    names = sorted(path.name for path in folder.iterdir())
    _, printed, complained = check(*names, "env-file:key-in-secret.env#SUPABASE_AUTH_EXTERNAL_APPLE_SECRET", "--format", shape)
    secrets = [(folder / name).read_text() for name in names]
    assert leaks(printed + complained, secrets) == set()
    assert leaks(secrets[0], secrets)


def test_an_address_with_control_characters_reaches_no_terminal(check):
    for shape in SHAPES:
        code, printed, _ = check("a\x1b[2Jb", "c\u202ed", "--format", shape)
        assert code == 3
        assert "\x1b" not in printed
        assert "\u202e" not in printed


def test_many_places_are_checked_in_order(check, folder):
    names = [f"{number}.env" for number in range(200)]
    for name in names:
        (folder / name).write_text("APPLE_CLIENT_SECRET=x\n")
    started = time.monotonic()
    code, printed, _ = check(*names, "--format", "json")
    assert [place["place"] for place in read_valid(printed)["places"]] == names
    assert (code, time.monotonic() - started < 30) == (3, True)


def test_a_place_that_is_named_twice_is_checked_once(check):
    assert len(read_valid(check("good.env", "good.env", "--format", "json")[1])["places"]) == 1


@pytest.mark.parametrize(
    "content", [b"\0" * 2_000_000, os.urandom(5000), b"{" * 200_000, b"ey" * 300_000, b"A=" * 100_000, b"\xff\xfe" + b"\0" * 999]
)
def test_large_and_binary_files_are_not_known(check, folder, content):
    (folder / "blob").write_bytes(content)
    code, printed, complained = check("blob")
    assert (code, complained) == (3, "")
    assert printed.startswith("undecided  blob")


@pytest.mark.skipif(sys.platform == "win32", reason="needs pipes with names")
def test_a_place_that_hangs_does_not_hide_the_others(folder):
    os.mkfifo(folder / "pipe")
    writer = os.open(folder / "pipe", os.O_RDWR)
    try:
        started = time.monotonic()
        hanging, good = read_places([Target("pipe"), Target("good.jwt")], seconds=0.5, grace=0.5)
    finally:
        os.close(writer)
    assert time.monotonic() - started < 4
    assert (hanging.text, hanging.fault.startswith("no answer within")) == (None, True)
    assert good.text


def test_online_is_compared_with_the_emulator(check):
    with emulator(seed=7) as apple:
        code, printed, _ = check("good.env", "--online", "--emulator", apple.url)
        assert (code, "as known" in printed) == (0, True)
        apple.switch(issuer_incident=True)
        code, printed, _ = check("good.env", "--online", "--emulator", apple.url, "--format", "json")
        document = read_valid(printed)["published"][0]
        assert (code, document["standing"], document["differences"][0]["member"]) == (3, "undecided", "address")
        code, printed, _ = check("expired.env", "--online", "--emulator", apple.url)
        assert (code, "has changed" in printed, max(map(len, printed.splitlines())) <= 80) == (1, True, True)
    code, printed, _ = check("good.env", "--online", "--emulator", apple.url)
    assert (code, "not read" in printed) == (3, True)


def test_nothing_is_sent_without_online(check, monkeypatch):
    def refuse(*_):
        raise AssertionError

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert check("good.env")[0] == 0


def test_the_settings_of_the_project_are_used(check, folder):
    (folder / "siwakit.toml").write_text(f'team_id = "{TEAM_ID}"\nservices_ids = ["{SERVICES_ID}"]\nkeys = ["AuthKey_{KEY_ID}.p8"]\n')
    assert check("good.jwt")[0] == 0
    assert check("good.jwt", "--team", "Z9Y8X7W6V5")[0] == 1


def test_what_is_not_read_back_is_told_as_delivered():
    place = FoundPlace("github:a/b/C", fault="this store does not show what it has")
    (checked,) = check_places([place], Asked(NOW, 60 * DAY))
    report = CheckReport(places=(checked,), now=NOW, warn_before=60 * DAY)
    assert "github:a/b/C: this store does not show what it has" in render_check_text(report)
