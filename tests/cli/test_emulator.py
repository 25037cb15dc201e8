"""`siwakit emulator` as a developer sees it: it starts, prints commands to copy that work as described, and ends."""

from __future__ import annotations

import os
import re
import signal
import stat
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

# The command as it is installed, which the lines to copy call.
PATH = f"{Path(sys.executable).parent}:{os.environ['PATH']}"


@contextmanager
def started(folder, *options, end=signal.SIGTERM):
    """Run the command in *folder* until the block ends; what it wrote and its exit code are known then."""
    out = folder / "out.txt"
    command = [str(Path(sys.executable).parent / "siwakit"), "emulator", "--port", "0", "--seed", "7", *options]
    with out.open("w") as file:
        running = subprocess.Popen(command, cwd=folder, stdout=file, stderr=subprocess.STDOUT, text=True)
    try:
        wait_for(out, "Press Ctrl-C to stop")
        yield out
    finally:
        os.kill(running.pid, end)
        assert running.wait(10) == 0


def wait_for(out, words):
    deadline = time.monotonic() + 20
    while words not in out.read_text():
        assert time.monotonic() < deadline, out.read_text()
        time.sleep(0.05)
    return out.read_text()


def shell(folder, line):
    return subprocess.run(["sh", "-c", line], cwd=folder, capture_output=True, text=True, check=True, env={**os.environ, "PATH": PATH}).stdout


def curls(text):
    """Return the commands to copy: two requests, each after the command that gets the code."""
    (code,) = re.findall(r"^code=(?:.*\\\n)*.*", text, re.MULTILINE) or [""]
    return [f"{code}\n{curl}" for curl in re.findall(r"^curl (?:.*\\\n)*.*", text, re.MULTILINE)]


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_the_commands_to_copy_work_as_described(tmp_path, end):
    with started(tmp_path, end=end) as out:
        refused, works = curls(out.read_text())
        portal = re.search(r"portal +(\S+)", out.read_text())[1]
        assert not any(user["consents"] for user in requests.get(f"{portal}/api/users", timeout=5).json())
        assert shell(tmp_path, refused) == '{"error":"invalid_client"}'
        assert '"id_token"' in shell(tmp_path, works)
        again = works.partition("\ncurl ")[2]
        assert "already been used" in shell(tmp_path, f"{works}\ncurl {again}")
        key = next((tmp_path / "siwakit-emulator").iterdir())
        assert f"SIWAKIT_KEY_FILE={key}" in requests.get(portal, timeout=5).text
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
        shown = wait_for(out, "refused[code-used-twice]")
        assert "refused[sub-differs-from-client-id]" in shown
        assert "\x1b" not in shown
        browser = re.search(r"^http://\S+/auth/authorize\?\S+$", shown, re.MULTILINE)[0]
        assert "Who signs in" in requests.get(browser, timeout=5).text
        consents = [bool(user["consents"]) for user in requests.get(f"{portal}/api/users", timeout=5).json()]
        assert consents == [False, True]
        assert requests.get(f"{browser.partition('/auth')[0]}/siwakit/style.css", timeout=5).status_code == 200
        assert "/siwakit/" not in out.read_text()
    assert not (tmp_path / "siwakit-emulator").exists()


def test_the_first_line_says_that_it_is_for_testing(tmp_path):
    with started(tmp_path, "--quiet", "--colour", "always") as out:
        assert out.read_text().startswith("\x1b[33mFor testing only")


def test_options_set_switches_and_inject_faults(tmp_path):
    with started(tmp_path, "--switch", "jwks-keys=1", "--fault", "server-503:path=/auth/keys,times=1", "--allow-localhost-redirects") as out:
        url = re.search(r"service +(\S+)", out.read_text())[1]
        answers = [requests.get(f"{url}/auth/keys", timeout=5) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [503, 200]
        assert len(answers[1].json()["keys"]) == 1
        assert "switches      jwks_keys=1, allow_localhost=true" in out.read_text()


def test_new_codes_can_be_too_old(tmp_path):
    with started(tmp_path, "--age-codes", "301") as out:
        assert "switches      age_codes=301" in out.read_text()


def test_it_can_serve_appleid_apple_com(tmp_path):
    with started(tmp_path, "--tls-port", "0") as out:
        proxy, authority = re.search(r"HTTPS_PROXY=(\S+), and trust (\S+)", out.read_text()).groups()
        assert '"keys"' in shell(tmp_path, f"curl -s --proxy {proxy} --cacert {authority} https://appleid.apple.com/auth/keys")


def test_a_world_is_read_from_the_projects_own_file_and_kept_with_state(tmp_path):
    (tmp_path / "siwakit.toml").write_text('team_id = "A1B2C3D4E5"\n[[emulator.team]]\nid = "A1B2C3D4E5"\n[[emulator.team.key]]\n')
    for _ in range(2):
        with started(tmp_path, "--state", "state.db") as out:
            text = out.read_text()
            assert "A1B2C3D4E5" in text
            assert curls(text) == []
    assert len(list((tmp_path / "siwakit-emulator").iterdir())) == 1


def test_removed_access_of_others_is_reported(tmp_path):
    (tmp_path / "state.db").touch()
    (tmp_path / "state.db").chmod(0o644)
    with started(tmp_path, "--state", "state.db") as out:
        assert "note: state.db was accessible to other users of this machine" in out.read_text()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--switch", "bool_claims"], "has no value"),
        (["--switch", "none=1"], '"none" is not a switch'),
        (["--fault", "none"], "no fault of that kind"),
        (["--fault", "slow:seconds=x"], "is not a count"),
        (["--fault", f"slow:after={'9' * 5000}"], "is not a count"),
        (["--switch", f"id-token-ttl={'9' * 5000}"], "out of range"),
        (["--world", "none.toml"], "no such file"),
        (["--host", "192.0.2.1"], "cannot be listened on"),
        (["--state", "none/state.db"], "cannot keep"),
        (["--keys", "none/none"], "no such file"),
    ],
)
def test_a_missing_resource_is_reported(tmp_path, options, words):
    command = [str(Path(sys.executable).parent / "siwakit"), "emulator", "--port", "0", *options]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=20)
    assert done.returncode == 2
    assert words in done.stderr


def test_the_switches_are_listed(tmp_path):
    done = subprocess.run([str(Path(sys.executable).parent / "siwakit"), "emulator", "--list-switches"], capture_output=True, text=True, check=True)
    assert "check_order = token_first  (token_first, client_first)" in done.stdout
    assert "jwks_shuffle = on  (on, off)" in done.stdout
    assert "id_token_ttl = 86400  (1 to 315360000)" in done.stdout
