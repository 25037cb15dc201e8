"""The page about the six-month secret: every command on it is run, in order, and prints what the page says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest
import yaml

from siwakit.edge.files.renew_toml import read_renew
from siwakit.edge.stores.open_store import SCHEMES
from siwakit.flow.client_secret import mint_client_secret
from siwakit.jose.signer import load_signer
from siwakit.samples import KEY_ID, SERVICES_ID, TEAM_ID, team_key_text

PATH = Path(__file__).resolve().parents[2] / "docs" / "six-month-secret.md"
SESSION = re.compile(r"^```console\n\$ ((?:[^\n]*\\\n)*[^\n]*\n)(.*?)^```", re.MULTILINE | re.DOTALL)
DAY = 86_400

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the commands are for a shell")


def prepare(folder: Path) -> None:
    """Write what the page starts from: the key, and an .env whose client_secret has 20 days left."""
    key = folder / f"AuthKey_{KEY_ID}.p8"
    key.write_text(team_key_text())
    key.chmod(0o600)
    now = int(time.time())
    secret = mint_client_secret(
        load_signer(team_key_text()), team_id=TEAM_ID, key_id=KEY_ID, client_id=SERVICES_ID, now=now - 160 * DAY + 60, expires_in_seconds=180 * DAY
    )
    (folder / ".env").write_text(f"# the website\nAPPLE_CLIENT_ID={SERVICES_ID}\nAPPLE_CLIENT_SECRET={secret}\n")


def write_settings(folder: Path, page: str) -> int:
    """Write the settings of *page*, and return where it says them."""
    (found,) = re.finditer(r"^```toml\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    (folder / "siwakit.toml").write_text(found[1])
    return found.start()


def run(command: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    shell = ["bash", "-o", "pipefail", "-c", command]
    environment = {**os.environ, "PATH": path, **variables}
    return subprocess.run(shell, cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False)


def run_session(folder: Path, page: str) -> list[str]:
    """Return what each command of *page* prints in *folder*."""
    prepare(folder)
    printed, settings_at = [], write_settings(folder, page)
    (folder / "siwakit.toml").unlink()
    for found in SESSION.finditer(page):
        if found.start() > settings_at:
            write_settings(folder, page)
        done = run(found[1].replace("    ", ""), folder)
        printed.append(done.stderr + done.stdout)
    return printed


def without_times(text: str) -> str:
    """Return *text* without dates; of a new client_secret, 180 days are left within its first second, and 179 whole ones after it."""
    return re.sub(r"\d{4}-\d\d-\d\d(?: \d\d:\d\d:\d\d)?", "DATE", text.replace("180 days left", "179 days left"))


def test_every_command_of_the_page_prints_what_it_says(tmp_path: Path) -> None:
    page = PATH.read_text()
    written = [found[2] for found in SESSION.finditer(page)]
    assert [*map(without_times, run_session(tmp_path, page))] == [*map(without_times, written)]
    assert len(written) > 8
    assert "# the website\n" in (tmp_path / ".env").read_text()


def test_the_workflow_of_the_page_fails_when_the_secret_expires_soon(tmp_path: Path) -> None:
    page = PATH.read_text()
    prepare(tmp_path)
    write_settings(tmp_path, page)
    workflow = yaml.safe_load(re.findall(r"^```yaml\n(.*?)^```", page, re.MULTILINE | re.DOTALL)[0])
    command = workflow["jobs"]["check"]["steps"][-1]["run"]
    secret = (tmp_path / ".env").read_text().splitlines()[-1].partition("=")[2]
    assert run(command, tmp_path, APPLE_CLIENT_SECRET=secret).returncode == 3
    assert run("siwakit renew --once", tmp_path).returncode == 0
    renewed = (tmp_path / ".env").read_text().splitlines()[-1].partition("=")[2]
    assert run(command, tmp_path, APPLE_CLIENT_SECRET=renewed).returncode == 0
    assert run(command, tmp_path, APPLE_CLIENT_SECRET="").returncode == 3


def test_the_settings_and_stores_of_the_page_exist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = PATH.read_text()
    monkeypatch.chdir(tmp_path)
    write_settings(tmp_path, page)
    (table,) = read_renew(None).tables
    assert (table.client_id, table.renew_before, table.lifetime) == (SERVICES_ID, 60 * DAY, 180 * DAY)
    addresses = re.findall(r"`([a-z-]+):[A-Z]", page)
    assert len(addresses) > 4
    assert set(addresses) <= set(SCHEMES)
    tables = re.findall(r"`(\{command.*?\})`", page)
    for text in tables:
        store = tomllib.loads(f"store = {text}")["store"]
        assert {"command", "input"} == store.keys()
    assert tables
